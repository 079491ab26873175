import { app } from '../app.svelte';
import { en } from './en';
import { zh } from './zh';

export type MessageKey = keyof typeof zh;

const CATALOGUE = { zh, en } as const;

/** Several things in one line, parted as the language parts them; `sentences` more strongly. */
export function list(things: string[], sentences = false): string {
  return things.join(app.lang === 'zh' ? (sentences ? '；' : '、') : sentences ? '; ' : ', ');
}

/** The sentence in the owner's language. `{n}` becomes `values.n`; `{n|sale|sales}` becomes "1 sale" or "2 sales". Reactive where a component reads it. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  // A key can only be missing where it was made from a code of the host.
  const sentence: string = CATALOGUE[app.lang][key] ?? '';
  return sentence.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    if (!(name in values)) return whole;
    const value = String(values[name]);
    return one === undefined ? value : `${value} ${value === '1' ? one : many}`;
  });
}
