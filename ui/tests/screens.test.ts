import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { Lang } from '../src/api/types';
import type { Route } from '../src/app.svelte';
import { open } from './open';

const SCREENS: [string, Route, boolean, Record<Lang, string>][] = [
  ['first run', { screen: 'overview' }, false, { zh: '开始', en: 'Start' }],
  ['overview', { screen: 'overview' }, true, { zh: '到账总览', en: 'Overview' }],
  ['missing', { screen: 'missing' }, true, { zh: '未到账', en: 'Missing' }],
  ['transactions', { screen: 'transactions' }, true, { zh: '交易', en: 'Sales' }],
  ['deposits', { screen: 'deposits' }, true, { zh: '银行入账', en: 'Deposits' }],
  ['cases', { screen: 'cases' }, true, { zh: '追款案件', en: 'Cases' }],
  ['case step 1', { screen: 'case', case: 1, step: 1 }, true, { zh: '案件 1', en: 'Case 1' }],
  ['case step 2', { screen: 'case', case: 1, step: 2 }, true, { zh: '案件 1', en: 'Case 1' }],
  ['case step 3', { screen: 'case', case: 1, step: 3 }, true, { zh: '案件 1', en: 'Case 1' }],
  ['case step 4', { screen: 'case', case: 1, step: 4 }, true, { zh: '案件 1', en: 'Case 1' }],
  ['call sheet', { screen: 'call', case: 1 }, true, { zh: '打给', en: 'Call' }],
  ['dossier', { screen: 'dossier', case: 1 }, true, { zh: '维权材料', en: 'Dossier' }],
  ['contacts', { screen: 'contacts' }, true, { zh: '联系电话', en: 'Contacts' }],
  ['import', { screen: 'import' }, true, { zh: '导入', en: 'Import' }],
  ['imports', { screen: 'imports' }, true, { zh: '导入过的文件', en: 'Earlier imports' }],
  ['mapping', { screen: 'mapping', file: 4 }, true, { zh: '这张表没见过', en: 'A table never seen' }],
  ['slip', { screen: 'slip' }, true, { zh: '录一笔小票', en: 'Type in a slip' }],
  ['agreements', { screen: 'agreements' }, true, { zh: '受理协议', en: 'Agreements' }],
  ['shop', { screen: 'shop' }, true, { zh: '门店资料', en: 'Shop details' }],
  ['facts', { screen: 'facts' }, true, { zh: '法规和资料', en: 'Rules and facts' }],
  ['settings', { screen: 'settings' }, true, { zh: '设置', en: 'Settings' }],
  ['help', { screen: 'help', topic: 'overview' }, true, { zh: '帮助', en: 'Help' }],
];

describe.each(['zh', 'en'] as const)('in %s', (lang) => {
  test.each(SCREENS)('%s stands, without an error, and axe finds nothing', async (_, route, filled, title) => {
    await open(route, { filled, lang });
    expect(document.querySelector('h1')?.textContent).toContain(title[lang]);
    expect(document.querySelector('[role=alert]')).toBeNull();
    expect(document.body.textContent).not.toMatch(/undefined|\[object|NaN/);
    // Colours, sizes and scrolling need a layout, which happy-dom has not; the real window checks them.
    const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false }, 'scrollable-region-focusable': { enabled: false } } });
    expect(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
  });

  test('every label of the rail is in that language', async () => {
    await open({ screen: 'overview' }, { lang });
    const rail = document.querySelector('.rail')?.textContent ?? '';
    if (lang === 'en') expect(rail).not.toMatch(/[一-鿿]/);
    else expect(rail).toMatch(/到账总览.*未到账.*设置/s);
  });
});
