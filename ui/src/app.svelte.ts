// What the whole window shares: the host, the language, where the owner is, the newest answer, the undo bar.
import { isCancelled, toCommandError } from './api/errors';
import { Action } from './work.svelte';
import type { Backend, CommandError, Day, ImportReport, Lang, Overview, PickedFile, Target, Text } from './api/types';

export type Route =
  | { screen: 'overview' }
  | { screen: 'missing'; focus?: string; day?: Day }
  | { screen: 'transactions'; text?: string }
  | { screen: 'deposits' }
  | { screen: 'cases' }
  | { screen: 'case'; case: number; step?: number }
  | { screen: 'call'; case: number }
  | { screen: 'dossier'; case: number }
  | { screen: 'contacts' }
  | { screen: 'import' }
  | { screen: 'imports' }
  | { screen: 'mapping'; file: number }
  | { screen: 'slip' }
  | { screen: 'agreements' }
  | { screen: 'shop' }
  | { screen: 'facts' }
  | { screen: 'settings' }
  | { screen: 'help'; topic?: string };
export type ScreenName = Route['screen'];

export interface Toast { text: string; undo: (() => Promise<void>) | null; bad: boolean }

class App {
  backend!: Backend;
  lang = $state<Lang>('zh');
  route = $state.raw<Route>({ screen: 'overview' });
  overview = $state.raw<Overview | null>(null);
  /** The overview could not be made: shown instead of it. */
  failed = $state.raw<CommandError | null>(null);
  recalculating = $state(false);
  toast = $state.raw<Toast | null>(null);
  /** Files of the import under way; they outlive the screen, so that mapping can lead back to it. */
  picked = $state.raw<PickedFile[]>([]);
  preview = $state.raw<ImportReport | null>(null);
  passwords = $state.raw<string[]>([]);
  /** The import itself outlives its screen too. */
  readonly reading = new Action();
  readonly writing = new Action();
  theme = $state<'auto' | 'light' | 'dark'>('auto');
  /** A screen that takes dropped files itself (a case takes exhibits) puts its handler here. */
  onDrop = $state.raw<((files: PickedFile[]) => void) | null>(null);
  /** Files are held over the window now. */
  hovering = $state(false);

  #back: Route[] = [];
  #refreshes = 0;
  #toastTimer: ReturnType<typeof setTimeout> | undefined;

  say = (text: Text): string => text[this.lang];

  async start(backend: Backend): Promise<void> {
    this.backend = backend;
    this.route = { screen: 'overview' };
    this.#back = [];
    this.clearImport();
    this.overview = null;
    this.toast = null;
    this.onDrop = null;
    try {
      this.lang = await backend.language();
    } catch {
      this.lang = 'zh';
    }
    await this.refresh();
  }

  /** Asks the host for the answer again; the old one stays on the screen meanwhile. */
  async refresh(): Promise<void> {
    const mine = ++this.#refreshes;
    this.recalculating = true;
    try {
      const overview = await this.backend.overview();
      if (mine !== this.#refreshes) return;
      this.overview = overview;
      this.failed = null;
    } catch (thrown) {
      if (mine === this.#refreshes) this.failed = toCommandError(thrown);
    } finally {
      if (mine === this.#refreshes) this.recalculating = false;
    }
  }

  go = (route: Route): void => {
    this.#back.push(this.route);
    if (this.#back.length > 50) this.#back.shift();
    this.onDrop = null;
    this.route = route;
  };

  goTarget = (target: Target): void => {
    if (target.screen === 'case') this.go({ screen: 'case', case: target.case, step: target.step ?? undefined });
    else this.go({ screen: target.screen });
  };

  back = (): void => {
    const last = this.#back.pop();
    if (!last) return;
    this.onDrop = null;
    this.route = last;
  };

  /** Says what was done, with a way to take it back for ten seconds. */
  tell(text: string, undo: (() => Promise<void>) | null = null, bad = false): void {
    clearTimeout(this.#toastTimer);
    this.toast = { text, undo, bad };
    this.#toastTimer = setTimeout(() => (this.toast = null), 10_000);
  }

  hush = (): void => {
    clearTimeout(this.#toastTimer);
    this.toast = null;
  };

  clearImport(): void {
    this.picked = [];
    this.preview = null;
    this.passwords = [];
    this.writing.error = null;
  }

  /** Adds files to the import under way and shows it. */
  takeFiles(files: PickedFile[]): void {
    if (files.length === 0) return;
    const known = new Set(this.picked.map((file) => file.id));
    this.picked = [...this.picked, ...files.filter((file) => !known.has(file.id))];
    this.preview = null;
    if (this.route.screen !== 'import') this.go({ screen: 'import' });
  }

  /** Lets the owner choose files; none when the dialog was closed. What went wrong is said. */
  async pick(purpose: Parameters<Backend['pickFiles']>[0]): Promise<PickedFile[]> {
    try {
      return await this.backend.pickFiles(purpose);
    } catch (thrown) {
      this.fail(thrown);
      return [];
    }
  }

  /** Says what went wrong, unless the owner wanted it so. */
  fail(thrown: unknown): void {
    if (!isCancelled(thrown)) this.tell(this.say(toCommandError(thrown).text), null, true);
  }

  undoDecision = async (): Promise<void> => {
    await this.backend.undoDecision();
    await this.refresh();
  };

  removeDemo = async (): Promise<void> => {
    await this.backend.removeDemo();
    await this.refresh();
  };

  /** Opens a case on these sales and goes there. */
  async openCase(sales: string[]): Promise<void> {
    const no = await this.backend.openCase(sales);
    await this.refresh();
    this.go({ screen: 'case', case: no });
  }

  async chooseFiles(): Promise<void> {
    this.takeFiles(await this.pick('import'));
  }
}

export const app = new App();
