import { Canvas } from '@/canvas/canvas';
import { Shell } from '@/ui/shell';

export function App() {
  return <Shell canvas={<Canvas />} />;
}
