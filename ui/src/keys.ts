// Keys that work on every screen. ⌘ stands for Ctrl on a Mac.
import { app, type Route } from './app.svelte';

export const NAV: { route: Route; label: 'nav.overview' | 'nav.missing' | 'nav.transactions' | 'nav.deposits' | 'nav.cases' | 'nav.contacts' | 'nav.import'; icon: 'home' | 'miss' | 'list' | 'bank' | 'case' | 'phone' | 'tray'; few: boolean }[] = [
  { route: { screen: 'overview' }, label: 'nav.overview', icon: 'home', few: false },
  { route: { screen: 'missing' }, label: 'nav.missing', icon: 'miss', few: false },
  { route: { screen: 'transactions' }, label: 'nav.transactions', icon: 'list', few: true },
  { route: { screen: 'deposits' }, label: 'nav.deposits', icon: 'bank', few: false },
  { route: { screen: 'cases' }, label: 'nav.cases', icon: 'case', few: false },
  { route: { screen: 'contacts' }, label: 'nav.contacts', icon: 'phone', few: true },
  { route: { screen: 'import' }, label: 'nav.import', icon: 'tray', few: false },
];

/** The chapter of the handbook on this screen. */
export function helpHere(): Route {
  const here = app.route;
  if (here.screen === 'help') return here;
  if (here.screen === 'overview' && (!app.overview || app.overview.empty)) return { screen: 'help', topic: 'start' };
  const shared: Partial<Record<Route['screen'], string>> = { cases: 'case', imports: 'import' };
  return { screen: 'help', topic: shared[here.screen] ?? here.screen };
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select');

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  if (field) {
    field.focus();
    field.select();
    return;
  }
  app.go({ screen: 'transactions' });
  setTimeout(() => document.querySelector<HTMLInputElement>('[data-search]')?.focus());
}

/** Between navigation, page and foot. */
function nextRegion(): void {
  const regions = ['.rail a', '#main', '.foot'].map((selector) => document.querySelector<HTMLElement>(selector)).filter((region) => region !== null);
  const here = regions.findIndex((region) => region.closest('.rail, #main, .foot')?.contains(document.activeElement));
  regions[(here + 1) % regions.length]?.focus();
}

export function onKey(event: KeyboardEvent): void {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key;
  if (document.querySelector('dialog[open]')) return;
  const done = () => event.preventDefault();
  if (command && !event.shiftKey && !event.altKey && key >= '1' && key <= '7') {
    const entry = NAV[Number(key) - 1];
    if (entry) { done(); app.go(entry.route); }
  } else if (command && key.toLowerCase() === 'o') { done(); void app.chooseFiles(); }
  else if (command && key.toLowerCase() === 'f') { done(); focusSearch(); }
  else if (command && key === 'Enter') { done(); document.querySelector<HTMLButtonElement>('[data-main]')?.click(); }
  else if (command && key.toLowerCase() === 's') { done(); document.querySelector<HTMLButtonElement>('[data-testid=export-dossier]')?.click(); }
  else if (command && key.toLowerCase() === 'z' && !isTyping(event.target)) { done(); document.querySelector<HTMLButtonElement>('[data-testid=undo]')?.click(); }
  else if (event.altKey && key === 'ArrowDown') { done(); document.querySelector<HTMLButtonElement>('[data-testid=next-question]')?.click(); }
  else if (key === 'F1') { done(); app.go(helpHere()); }
  else if (key === 'F6') { done(); nextRegion(); }
  else if (key === 'Escape') {
    if (isTyping(event.target)) (event.target as HTMLElement).blur();
    else app.back();
  } else if (!command && !event.altKey && key >= '1' && key <= '9' && !isTyping(event.target)) {
    document.querySelectorAll<HTMLInputElement>('[data-answers] input[type=radio]')[Number(key) - 1]?.click();
  }
}
