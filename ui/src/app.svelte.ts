// What the whole window shares: the host, the language, where the owner is, the newest answer, the undo bar.
import { isCancelled, toCommandError } from './api/errors';
import type { Backend, CommandError, Day, ImportReport, Lang, Overview, PickedFile, Target, Text } from './api/types';

export type Route =
  | { screen: 'overview' }
  | { screen: 'missing'; focus?: string; day?: Day }
  | { screen: 'transactions'; text?: string; focus?: string }
  | { screen: 'deposits'; focus?: string }
  | { screen: 'cases' }
  | { screen: 'case'; case: number; step?: number }
  | { screen: 'call'; case: number; contact?: string }
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

export interface Toast { text: string; undo: (() => Promise<void>) | null }

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
  theme = $state<'auto' | 'light' | 'dark'>('auto');
  /** A screen that takes dropped files itself (a case takes exhibits) puts its handler here. */
  onDrop = $state.raw<((files: PickedFile[]) => void) | null>(null);
  /** Files are held over the window now. */
  hovering = $state(false);

  #back: Route[] = [];
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
    this.recalculating = true;
    try {
      this.overview = await this.backend.overview();
      this.failed = null;
    } catch (thrown) {
      this.failed = toCommandError(thrown);
    } finally {
      this.recalculating = false;
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
  tell(text: string, undo: (() => Promise<void>) | null = null): void {
    clearTimeout(this.#toastTimer);
    this.toast = { text, undo };
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
  }

  /** Adds files to the import under way and shows it. */
  takeFiles(files: PickedFile[]): void {
    if (files.length === 0) return;
    const known = new Set(this.picked.map((file) => file.id));
    this.picked = [...this.picked, ...files.filter((file) => !known.has(file.id))];
    this.preview = null;
    if (this.route.screen !== 'import') this.go({ screen: 'import' });
  }

  async chooseFiles(): Promise<void> {
    try {
      this.takeFiles(await this.backend.pickFiles('import'));
    } catch (thrown) {
      if (!isCancelled(thrown)) this.tell(this.say(toCommandError(thrown).text));
    }
  }
}

export const app = new App();
