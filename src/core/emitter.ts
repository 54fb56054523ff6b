/** Tells listeners of one kind of event. */
export interface Emitter<Event extends readonly unknown[], Answer = void> {
  /** Calls `listener` at each event from now on. @returns stops it */
  on(listener: (...event: Event) => Answer): () => void;
  /**
   * Calls the listeners in the order in which they came. One that throws ends the call.
   *
   * @returns what each of them answered
   */
  emit(...event: Event): Answer[];
  /** Whether anybody listens. */
  isHeard(): boolean;
}

/** An emitter without listeners. */
export function createEmitter<Event extends readonly unknown[], Answer = void>(): Emitter<
  Event,
  Answer
> {
  type Listener = (...event: Event) => Answer;
  const listeners = new Set<{ readonly listener: Listener }>();
  return {
    on(listener) {
      const entry = { listener }; // one function may listen twice
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    emit(...event) {
      return Array.from(listeners, ({ listener }) => listener(...event));
    },
    isHeard: () => listeners.size > 0,
  };
}
