import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_TITLE, isCancelled, toCommandError } from '../src/api/errors';
import { ICONS } from '../src/components/icons';
import { handbook as handbookEn } from '../src/handbook/en';
import { handbook as handbookZh } from '../src/handbook/zh';
import { en } from '../src/messages/en';
import { zh } from '../src/messages/zh';

const src = join(__dirname, '..', 'src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith('messages'));
const code = sources.map((name) => readFileSync(join(src, name), 'utf8')).join('\n');
const holes = (sentence: string) => [...sentence.matchAll(/\{(\w+)/g)].map((hole) => hole[1]).sort();

test('both languages have the same keys and the same holes', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  for (const [key, sentence] of Object.entries(zh)) expect([key, holes(en[key as keyof typeof zh])]).toEqual([key, holes(sentence)]);
});

test('every sentence is used', () => {
  const byCode = ['field.', 'pay.', 'txkind.', 'txstate.'];
  const built = [...code.matchAll(/t\(`([a-z]+\.[a-z_]*)\$\{/g)].map((found) => found[1] ?? '');
  const unused = Object.keys(zh).filter((key) => !code.includes(`'${key}'`) && ![...built, ...byCode].some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

test('nobody is shouted at, and no machine speaks', () => {
  for (const sentence of Object.values(zh)) expect(sentence).not.toMatch(/[！!]|系统异常|操作失败|温馨提示|请注意|暂无数据/);
  for (const sentence of Object.values(en)) expect(sentence).not.toMatch(/!|oops|something went wrong/i);
});

test('every error code has a sentence in both languages', () => {
  for (const key of Object.values(ERROR_TITLE)) {
    expect(zh[key].length).toBeGreaterThan(2);
    expect(en[key].length).toBeGreaterThan(2);
  }
});

test('whatever is thrown becomes an error with a sentence', () => {
  const known = { code: 'locked', text: { zh: '开着', en: 'open' } } as const;
  expect(toCommandError(known)).toBe(known);
  expect(toCommandError('boom').code).toBe('internal');
  expect(toCommandError(new Error('boom')).text.zh).toContain('boom');
  expect(toCommandError({ code: 'no such code', text: known.text }).code).toBe('internal');
  expect(isCancelled({ code: 'cancelled', text: known.text })).toBe(true);
  expect(isCancelled(known)).toBe(false);
});

test('the sprite holds every icon', () => {
  const sprite = readFileSync(join(src, 'components', 'Sprite.svelte'), 'utf8');
  expect([...sprite.matchAll(/<symbol id="([^"]+)"/g)].map((found) => found[1])).toEqual([...ICONS]);
});

test('the handbook has the same chapters in both languages, one for each screen', () => {
  expect(handbookEn.map((chapter) => chapter.id)).toEqual(handbookZh.map((chapter) => chapter.id));
  const ids = handbookZh.map((chapter) => chapter.id);
  for (const screen of ['overview', 'missing', 'transactions', 'deposits', 'case', 'call', 'dossier', 'contacts', 'import', 'mapping', 'slip', 'agreements', 'shop', 'facts', 'settings']) expect(ids).toContain(screen);
});

test('strict CSP: no style in markup, no HTML from strings, no address outside', () => {
  for (const name of sources) {
    const text = readFileSync(join(src, name), 'utf8');
    expect([name, /\sstyle="/.test(text) || text.includes('{@html') || /\beval\(|innerHTML/.test(text)]).toEqual([name, false]);
    expect([name, /https?:\/\/(?!127\.0\.0\.1)/.test(text)]).toEqual([name, false]);
  }
});

test('only one file talks to the host', () => {
  const talkers = sources.filter((name) => readFileSync(join(src, name), 'utf8').includes('@tauri-apps/api'));
  expect(talkers).toEqual([join('api', 'tauri.ts')]);
});
