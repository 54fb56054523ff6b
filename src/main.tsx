import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchUncaught } from '@/state/actions/diagnostics';
import { startApp } from '@/state/actions/start-app';
import { lockScripts } from '@/thread/trusted-types';
import { InsecurePage } from '@/ui/insecure-page';
import { App, prepareCanvas } from './app';
import './app.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

lockScripts();
watchUncaught();
if (isSecureContext) startApp(new URLSearchParams(location.search));

createRoot(root).render(<StrictMode>{isSecureContext ? <App /> : <InsecurePage />}</StrictMode>);

if (document.readyState === 'complete') prepareCanvas();
else window.addEventListener('load', prepareCanvas, { once: true });
