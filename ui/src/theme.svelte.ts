import { app } from './app.svelte';

const KEY = 'recoup.theme';

/** Writes data-theme from the owner's choice, else from the system, and keeps following both. */
export function followTheme(): void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const kept = localStorage.getItem(KEY);
  if (kept === 'light' || kept === 'dark') app.theme = kept;
  const paint = () => {
    const dark = app.theme === 'auto' ? system.matches : app.theme === 'dark';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  system.addEventListener('change', paint);
  $effect.root(() => {
    $effect(paint);
    $effect(() => {
      document.documentElement.lang = app.lang === 'zh' ? 'zh-CN' : 'en';
    });
  });
}

export function chooseTheme(theme: 'auto' | 'light' | 'dark'): void {
  app.theme = theme;
  localStorage.setItem(KEY, theme);
}
