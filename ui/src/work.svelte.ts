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

/** What is being typed: saved after a pause, the newest always last. Nothing is lost that is typed while a save runs or fails. */
export class Autosave<T> {
  saved = $state(false);
  readonly saving = new Action();
  #wanted: { value: T } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | null = null;
  #deed: (value: T) => Promise<void>;
  #pause: number;

  constructor(pause: number, deed: (value: T) => Promise<void>) {
    this.#pause = pause;
    this.#deed = deed;
  }

  /** Something waits to be saved. */
  get waits(): boolean {
    return this.#wanted !== null;
  }

  later(value: T): void {
    this.saved = false;
    this.#wanted = { value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#pause);
  }

  now(value: T): Promise<boolean> {
    this.saved = false;
    this.#wanted = { value };
    return this.flush();
  }

  /** Saves what waits, and what comes meanwhile; true if all of it is stored. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#running ??= this.#all().finally(() => (this.#running = null));
    return this.#running;
  }

  async #all(): Promise<boolean> {
    while (this.#wanted) {
      const { value } = this.#wanted;
      this.#wanted = null;
      if (!(await this.saving.run(() => this.#deed(value)))) {
        this.#wanted ??= { value };
        return false;
      }
      this.saved = this.#wanted === null;
    }
    return true;
  }
}

/** Words of a search box: `value` follows what is typed after a short pause. */
export class Words {
  typed = $state('');
  value = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(text = '') {
    this.typed = this.value = text;
  }

  typing = (words: string): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.value = words), 180);
  };

  now = (words: string): void => {
    clearTimeout(this.#timer);
    this.typed = this.value = words;
  };
}
