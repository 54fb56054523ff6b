/**
 * Lets the page paint and answer first. Browsers stretch nested timers to 4 ms each; a message
 * comes at once.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
