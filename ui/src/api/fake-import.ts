// Files of the invented shop, as the preview shows them.
import type { ImportFile, MappingProposal, OwnSource, PickedFile, RowProblem, Text } from './types';

const both = (zh: string, en: string): Text => ({ zh, en });
const plain: ImportFile = {
  file: '', sha256: 'a3f1'.padEnd(64, '0'), import: null, kind: 'detail', source: '', source_name: both('', ''), certainty: 'sure', why: [], columns: {}, ignored_columns: [], rows: 0, new: 0, duplicate: 0, bad_rows: 0, problems: [], checks: [],
  refused: null, sum_in: '0.00', sum_out: '0.00', from: '2026-11-02', to: '2026-11-23', period_from: null, period_to: null, sample: [], already: null, till: false, masked: false,
};
const problem = (file: string, line: number, column: string, found: string, zh: string, en: string): RowProblem => ({ file, sheet: '', line, column, found, expected: both(zh, en) });

export const FILES: PickedFile[] = [
  { id: 1, name: '交易明细_20261102-1123.xlsx', size: 48_211 }, { id: 2, name: '建设银行_3308_11月.csv', size: 9_120 }, { id: 3, name: '1900001234All2026-11.zip', size: 30_442 }, { id: 4, name: '南桥记账_11月.xls', size: 12_044 },
];

export function previewOf(id: number, passwords: string[], mapped: Set<number>): ImportFile {
  const name = FILES.find((file) => file.id === id)?.name ?? `文件 ${id}`;
  if (id === 1) {
    return { ...plain, file: name, source: 'qingshan', source_name: both('青杉支付 POS 交易明细', 'Qingshan POS details'), why: [both('表头全部对上', 'every heading fits')], rows: 506, new: 504, sum_in: '77754.40', columns: { time: '交易时间', gross: '交易金额', fee: '手续费', reference: '参考号', merchant: '商户编号' }, ignored_columns: ['备注'],
      bad_rows: 2, problems: [problem(name, 87, '交易金额', '￥280.OO', '数字；里面的「O」是字母', 'a number; the “O” is a letter'), problem(name, 203, '交易时间', '2026-11-31 10:22', '日期；11 月没有 31 日', 'a day; November has no 31st')],
      sample: [{ line: 2, at: '2026-11-02T08:12:40+08:00', what: both('消费，借记卡', 'Sale, debit card'), amount: '35.80', fee: '0.14', who: '', reference: '110200100037' }] };
  }
  if (id === 2) {
    return { ...plain, file: name, kind: 'bank', source: 'ccb', source_name: both('建设银行活期明细，GBK 编码', 'CCB account details, GBK'), rows: 87, new: 87, sum_in: '105987.55', sum_out: '66925.00', columns: { date: '交易日期', in: '收入金额', out: '支出金额', balance: '账户余额', counterparty: '对方户名' },
      bad_rows: 1, problems: [problem(name, 58, '支出金额', '', '金额；按余额推算是 36.00', 'an amount; 36.00 by the balance')], checks: [{ ok: true, text: both('余额逐行相接，没有漏行', 'Every balance follows from the one before: no line is missing') }],
      sample: [{ line: 6, at: '2026-11-02T09:41:12+08:00', what: both('商户资金清算', 'Merchant settlement'), amount: '2259.79', fee: null, who: '青杉支付客户备付金', reference: '' }] };
  }
  if (id === 3 && !passwords.includes('123456')) {
    return { ...plain, file: name, kind: null, certainty: 'none', source_name: both('', ''), refused: { code: 'needs_password', needs: 'password', choices: [], text: both('压缩包带密码。密码在申请账单的通知里。', 'The zip has a password; it is in the notice about the bill.') } };
  }
  if (id === 3) return { ...plain, file: name, kind: 'wallet', source: 'wechat', source_name: both('微信支付商户账单', 'WeChat Pay merchant bill'), rows: 396, new: 396, sum_in: '32793.10' };
  if (!mapped.has(id)) return { ...plain, file: name, kind: null, certainty: 'none', refused: { code: 'unknown', needs: 'mapping', choices: [], text: both('这张表没见过，要您教它认一次。', 'This table was never seen; show it once.') } };
  return { ...plain, file: name, certainty: 'mapped', source_name: both('南桥记账', 'Own ledger'), rows: 132, new: 132, sum_in: '8210.50' };
}

const field = (id: string, zh: string, en: string, kinds: MappingProposal['fields'][number]['kinds']) => ({ id, label: both(zh, en), hint: both('', ''), kinds });
export const PROPOSAL: MappingProposal = {
  file: 4, sheet: '', signature: 'x', header_line: 2, headers: ['日子', '钟点', '收了多少', '扣费', '怎么付', '单号', '备注'],
  rows: [['11月3日', '9:12', '1280', '4.86', '微信', 'S2611030007', ''], ['11月3日', '9:40', '356', '1.35', '支付宝', 'S2611030011', ''], ['11月3日', '10:05', '88', '0.33', '云闪付', 'S2611030014', '坏果']],
  proposal: { kind: 'detail', columns: { date: '日子', time: '钟点', gross: '收了多少', fee: '扣费', channel: '怎么付', order: '单号' }, unit: 'yuan', sign: 'positive', name: '南桥记账' },
  fields: [field('date', '交易日期', 'Date', ['detail', 'bank']), field('time', '交易时间', 'Time', ['detail', 'bank']), field('gross', '交易金额', 'Amount', ['detail', 'bank']), field('fee', '手续费', 'Fee', ['detail']), field('channel', '支付方式', 'Channel', ['detail']), field('order', '订单号', 'Order number', ['detail']), field('balance', '余额', 'Balance', ['bank'])],
  words: ['微信', '支付宝', '云闪付'].map((word, at) => ({ header: '怎么付', word, rows: 44, status: null, kind: null, channel: ['we_chat', 'alipay', 'union_pay_qr'][at] ?? 'unknown' })),
};
export const READ_BACK: ImportFile = { ...plain, file: '南桥记账_11月.xls', certainty: 'mapped', source_name: both('南桥记账', 'Own ledger'), rows: 132, new: 132, sum_in: '8210.50', sample: [{ line: 3, at: '2026-11-03T09:12:00+08:00', what: both('微信收款', 'WeChat sale'), amount: '1280.00', fee: '4.86', who: '', reference: 'S2611030007' }] };
export const OWN: OwnSource = { id: '5f2c9a10b7e4', name: '南桥记账', kind: 'detail', unit: 'yuan', columns: [{ field: 'date', label: both('交易日期', 'date'), header: '日子' }, { field: 'gross', label: both('交易金额', 'amount of the sale'), header: '收了多少' }] };
