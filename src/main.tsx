import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { lockScripts } from '@/thread/trusted-types';
import { App, prepareCanvas } from './app';
import { watchUncaught } from './state/app/diagnostics';
import { startApp } from './state/app/start-app';
import { readAddress } from './state/store/address';
import { startLanguage } from './state/view/language';
import { InsecurePage } from './ui/shell/insecure-page';
import './app.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

lockScripts();
watchUncaught();
await startLanguage(navigator.languages);
if (isSecureContext) startApp(readAddress(location.search));

createRoot(root).render(<StrictMode>{isSecureContext ? <App /> : <InsecurePage />}</StrictMode>);

if (document.readyState === 'complete') prepareCanvas();
else window.addEventListener('load', prepareCanvas, { once: true });
