// A question to the host with its three states, and an action with its error.
import { isCancelled, toCommandError } from './api/errors';
import type { CommandError } from './api/types';

/** Holds the last good answer while a new one is on its way; a late answer to an old question is dropped. */
export class Answer<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  #asked = 0;

  async ask(question: () => Promise<T>): Promise<void> {
    const mine = ++this.#asked;
    this.busy = true;
    try {
      const value = await question();
      if (mine === this.#asked) {
        this.value = value;
        this.error = null;
      }
    } catch (thrown) {
      if (mine === this.#asked && !isCancelled(thrown)) this.error = toCommandError(thrown);
    } finally {
      if (mine === this.#asked) this.busy = false;
    }
  }
}

/** Something the owner does: busy while it runs, the error kept beside it. */
export class Action {
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);

  /** True if it was done; false if it failed or the owner closed a dialog. */
  async run(deed: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await deed();
      return true;
    } catch (thrown) {
      if (!isCancelled(thrown)) this.error = toCommandError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
