// The facts of the invented shop's program: two small sets, corrected in memory.
import type { Backend, FactChange, FactImport, FactRow, Text } from './types';

const both = (zh: string, en: string): Text => ({ zh, en });
const NONE = both('', '');
type Facts = Pick<Backend, 'factKinds' | 'factRows' | 'setFact' | 'unsetFact' | 'importFacts' | 'factChanges'>;

const row = (id: string, title: string, fields: Record<string, string>, source: string, certainty: Text): FactRow => ({
  id, title, fields: Object.entries(fields).map(([name, value]) => ({ name, value, original: null })), source, checked_on: '2026-11-22', certainty, mark: NONE, at: null,
});
const brought = (): Record<string, FactRow[]> => ({
  law: [
    row('SD-30', '银行卡收单业务管理办法 第三十条', { 'gist.zh': '结算按约定，最迟 30 天。', 'gist.en': 'As agreed, within 30 days.' }, '中国人民银行公告〔2013〕第 9 号', both('核对过原文或官方资料', 'checked against the official text')),
    row('ZG-188', '民法典 第一百八十八条', { 'gist.zh': '普通时效三年。', 'gist.en': 'Three years.' }, '全国人大网', both('核对过原文或官方资料', 'checked against the official text')),
  ],
  lpr: [row('2025-05-20', '2025-05-20', { percent: '3.00' }, '两处公开数据', both('转载资料，没有见到原文', 'reported by others, original not seen'))],
});

export function fakeFacts(): Facts {
  const facts = brought();
  const changes: FactChange[] = [];
  const find = (kind: string, id: string) => facts[kind]?.find((one) => one.id === id);
  const noted = (kind: string, id: string, zh: string, en: string, now: boolean) => {
    for (const one of changes) if (one.kind === kind && one.id === id) one.now = false;
    changes.unshift({ at: '2026-11-24T10:00:00+08:00', kind, kind_title: both('法律和规定', 'Rules of law'), id, title: find(kind, id)?.title ?? id, text: both(zh, en), now });
  };
  const put = (kind: string, id: string, field: string, value: string, mark: Text): FactRow => {
    const fresh = find(kind, id);
    const at = fresh?.fields.find((one) => one.name === field);
    if (!fresh || !at) throw { code: 'bad_input', text: both('没有这一栏。', 'No such field.') };
    at.original ??= at.value;
    at.value = value;
    Object.assign(fresh, { mark, at: '2026-11-24T10:00:00+08:00' });
    noted(kind, id, `${mark.zh}：${field} = ${value}`, `${mark.en}: ${field} = ${value}`, true);
    return structuredClone(fresh);
  };
  return {
    async factKinds() {
      const corrected = (kind: string) => facts[kind]?.filter((one) => one.mark.zh !== '').length ?? 0;
      return [
        { id: 'law', title: both('法律和规定', 'Rules of law'), file: 'law.json', checked_on: '2026-11-22', rows: 2, corrected: corrected('law') },
        { id: 'lpr', title: both('一年期 LPR', 'One-year LPR'), file: 'rates.json', checked_on: '2026-11-22', rows: 1, corrected: corrected('lpr') },
      ];
    },
    async factRows(kind) { return structuredClone(facts[kind] ?? []); },
    async setFact(kind, id, field, value) { return put(kind, id, field, value, both('店主更正', 'corrected by the owner')); },
    async unsetFact(kind, id) {
      facts[kind] = (facts[kind] ?? []).map((one) => (one.id === id ? (brought()[kind]?.find((old) => old.id === id) ?? one) : one));
      noted(kind, id, '撤回更正，用程序自带的', 'taken back', false);
    },
    async importFacts(_, take): Promise<FactImport> {
      const differences = [
        { kind: 'law', kind_title: both('法律和规定', 'Rules of law'), id: 'SD-30', title: '银行卡收单业务管理办法 第三十条', field: 'gist.zh', known: '结算按约定，最迟 30 天。', imported: '新版说法。', held_back: null },
        { kind: 'contacts', kind_title: both('机构电话', 'Contacts'), id: 'ums', title: '银联商务', field: 'phone', known: '95534', imported: '400-999-9999', held_back: both('核实过的号码不从文件里换。', 'A verified number is never replaced.') },
      ];
      if (take) put('law', 'SD-30', 'gist.zh', '新版说法。', both('店主导入', 'imported by the owner'));
      return { file: '新资料.json', of: 'law.json', checked_on: '2027-01-05', older: false, differences, taken: 1 };
    },
    async factChanges() { return structuredClone(changes); },
  };
}
