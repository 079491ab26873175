// The questions, clocks, papers and contacts of the invented shop's case.
import { add } from '../money';
import { MERCHANT, POS, SHOP } from './fake-shop';
import type { CallSheet, CaseChannel, CaseView, Cause, Check, Contact, DossierCheck, Letter, Option, Paper, Recipient, Sale, Text } from './types';

const both = (zh: string, en: string): Text => ({ zh, en });
const option = (id: string, zh: string, en: string, nextZh = '', nextEn = ''): Option => ({ id, label: both(zh, en), next: both(nextZh, nextEn) });
const check = (id: string, step: number, zh: string, en: string, options: Option[], kind: Check['kind'] = 'choice'): Check => ({
  id, step, question: both(zh, en), why: both('这个答案决定下一步找谁、要什么凭证。', 'The answer decides whom to ask next and for which proof.'), kind, options, answer: null, note: '', answered_at: null, auto: null,
});
const YES_NO = [option('yes', '是', 'Yes'), option('no', '不是', 'No'), option('unknown', '不知道', 'Not known')];

export function makeChecks(sales: Sale[]): Check[] {
  const pos = check('pos_record', 1, '这些钱在 POS 记录里都是成功的吗？', 'Are these sales successful in the POS record?', YES_NO);
  pos.auto = { answer: 'yes', text: both(`${sales.length} 笔在收款记录里都是成功。`, `All ${sales.length} sales are successful in the record.`), rows: sales.slice(0, 4).map((sale) => sale.source), details: [] };
  const bank = check('bank_record', 1, '银行流水里有这些钱吗？', 'Is the money on the bank statement?', YES_NO);
  bank.auto = { answer: 'no', text: both('流水到 11-23，余额逐笔相接，没有这些钱。', 'The statement reaches 11-23 without a gap and does not hold it.'), rows: ['建设银行_3308_11月.csv 第 5 至 92 行'], details: [] };
  return [
    pos, bank, check('third_party', 1, '第三方平台上查得到吗？', 'Is it on the third-party platform?', YES_NO),
    check('called', 2, `给${POS}打过电话了吗？`, `Have you called ${POS}?`, [option('yes', '打过了', 'Yes', '把答复记下来', 'note the answer'), option('no', '还没打', 'Not yet', '打开电话稿', 'open the call sheet')]),
    check('status', 2, `${POS}说，这批钱现在是什么状态？`, `What does ${POS} say about this money?`, [
      option('sent', '已划款，说早就打出来了', 'Paid out long ago', '要划款凭证，去开户行查', 'ask for the proof, check at the bank'),
      option('failed', '打款失败，被银行退回来了', 'The payment failed and came back', '问原因，改账户，补划款', 'ask why, correct the account'),
      option('risk', '被风控，延迟结算', 'Held by risk control', '要书面原因和解除日期', 'ask for reason and end in writing'),
      option('queued', '还没划，排队中', 'Not sent yet', '要划款日期，记下工号', 'ask for the day, note the staff number'),
      option('unclear', '没说清，或者不知道', 'Unclear or not known', '换个问法，稿子给您', 'ask again, the sheet helps')]),
    check('reply_by', 2, '对方答应哪天前答复？', 'By when did they promise an answer?', [], 'date'),
    check('amount', 3, '金额、商品有没有搞错的？', 'Was any amount or article wrong?', [option('no', '没有', 'No'), option('yes', '有', 'Yes', '写清哪一笔', 'say which')]),
    check('staff', 3, '有没有没授权的人用过机器？', 'Did anyone unauthorised use the machine?', [option('no', '没有', 'No'), option('yes', '有', 'Yes')]),
    check('device', 3, 'POS 软件和网络最近出过什么问题？', 'Any trouble with POS software or network lately?', [], 'text'),
    check('licence', 4, '营业执照和受理协议在手边吗？', 'Are licence and agreement at hand?', [option('both', '都在', 'Both'), option('licence', '只有执照', 'Only the licence', '向机构要协议', 'ask the acquirer for it'), option('none', '都没有', 'Neither')]),
    check('route', 4, '先走哪条路？', 'Which way first?', [option('letter', '先发催告函', 'A demand letter'), option('pbc', '投诉到人民银行', 'A complaint to the central bank'), option('court', '起诉', 'Sue')]),
  ];
}

export const CONTACTS: Contact[] = [
  { id: 'slip', name: '小票上的客服', kind: 'provider', phone: '400-000-3360', hours: '工作日 9–18 点', source: '11-11 小票照片（证据 3）', checked_on: null, tier: 'owner', note: both('小票上印的，先打这个。', 'Printed on the slip: call this first.'), pinned: true },
  { id: 'provider', name: `${POS}客服`, kind: 'provider', phone: '400-000-3300', hours: '工作日 9–18 点', source: '官网', checked_on: '2026-11-03', tier: 'verified', note: both('', ''), pinned: false },
  { id: 'unionpay', name: '中国银联', kind: 'unionpay', phone: '95516', hours: '全天', source: '两份公开资料', checked_on: '2026-08-21', tier: 'several', note: both('只管跨行差错，不直接处理到账。', 'Handles interbank errors only.'), pinned: false },
];

export function makeCallSheet(contact: Contact, view: CaseView): CallSheet {
  return {
    contact, opening: both(`您好，我是${SHOP}，商户编号 ${MERCHANT}。我要查一批没到账的结算款，请帮我登记工单。`, `Hello, this is ${SHOP}, merchant ${MERCHANT}. I want to trace a settlement that did not arrive; please open a ticket.`),
    have_ready: [both(`商户编号 ${MERCHANT}`, `Merchant ${MERCHANT}`), both('终端号 60317742', 'Terminal 60317742'), both('结算卡尾号 3308', 'Account ending 3308')],
    questions: [
      { say: both(`11 月 11 日起共 ${view.sales.length} 笔，合计 ${view.amount} 元没到。请问这些交易都成功了吗？`, `${view.sales.length} sales, ${view.amount} yuan in all, did not arrive. Were they all successful?`), why: both('先确认不是交易本身的问题。', 'Rules out trouble with the sales themselves.'), write_down: both('原话', 'their words') },
      { say: both('这批钱现在是什么状态？结算批次号和日期是多少？', 'What is the state of this money? Batch number and day?'), why: both('对方说「已划款」，就请他发划款凭证。', 'If “paid out”, ask for the proof.'), write_down: both('批次号、日期', 'batch, day') },
      { say: both('请告诉我工单号、您的工号、哪天答复。', 'Please give me the ticket, your staff number, and by when I hear from you.'), why: both('以后都靠这三样。', 'Everything later rests on these.'), write_down: both('工单号、工号、日期', 'ticket, staff number, day') },
    ],
    warnings: [both('真客服不会要验证码，不会让您转账，也不会要求共享屏幕。', 'Real support never asks for codes, transfers or a shared screen.')],
  };
}

const PAPERS: Paper[] = [
  { id: 'agreement', title: both('受理协议', 'Agreement'), wanted_by: ['provider', 'pbc', 'court'] },
  { id: 'licence', title: both('营业执照', 'Business licence'), wanted_by: ['pbc', 'court'] },
  { id: 'recording', title: both('通话录音', 'Recording'), wanted_by: ['provider'] },
  { id: 'demand', title: both('催告函和送达证明', 'Demand with proof of delivery'), wanted_by: ['pbc', 'court'] },
];
const CHANNELS: CaseChannel[] = [
  { id: 'pbc', title: both('人民银行 12363', 'PBOC 12363'), who: both('收单机构是支付公司时', 'For payment companies'), refuses: both('已经起诉的不收', 'Refuses once sued'), effect: both('转给机构，督促它答复', 'Forwards it and presses for an answer'), periods: [both('决定收不收：7 个工作日', 'Accept: 7 working days'), both('机构答复：15 日', 'Answer: 15 days')], warnings: [both('还没有和机构沟通的记录。先打电话要工单号，否则投诉多半被退回。', 'No contact is logged yet; call first.')] },
  { id: 'court', title: both('人民法院', 'Court'), who: both('协议没有写仲裁时', 'Where no arbitration is agreed'), refuses: both('', ''), effect: both('判决能执行', 'A judgment can be enforced'), periods: [both('决定立不立案：7 日', 'Register: 7 days')], warnings: [] },
];

/** The letter as the invented shop's program drafts it. */
export function makeLetter(recipient: Recipient, view: CaseView, own: string[] | undefined): Letter {
  const drafted = [`${SHOP}，商户编号 ${MERCHANT}。`, `应结算 ${view.amount} 元，没有到账。`, '请于 10 日内结算，或书面说明原因。'];
  const paragraphs = own ?? drafted;
  const lost = own && !own.join('').includes(view.amount) ? [both(`金额 ${view.amount} 元`, `the amount of ${view.amount} yuan`)] : [];
  return { recipient, title: '催告函', to: `致：${POS}`, paragraphs, drafted, enclosures: ['未到账交易明细表'], signature: [`致函方：${SHOP}`], to_fill: ['地址'], edited: own !== undefined, lost };
}

const cause = (id: string, title: Text, score: number, why: Text, ask: Text): Cause => ({
  id, title, score, why: [why], against: [], would_decide: [both('收款账户现在正常吗？', 'Is the account in order?')], ask, call: ['acquirer'],
  keep: both('失败原因截图', 'The reason as a picture'), usual: both('1–2 个工作日', '1–2 working days'), prevent: both('', ''), sure: both('有公开资料', 'Documented publicly'),
});
const CAUSES: Cause[] = [
  cause('C09', both('收款户名不符，打款被退', 'Payout returned: account name differs'), 62, both('整批没到，前后几批都到了。', 'A whole batch is missing; its neighbours came.'), both('失败原因的原话是什么？', 'What exactly is the reason given?')),
  cause('C19', both('风控延迟', 'Held by risk control'), 21, both('11-11 金额比平时大。', 'The amount of 11-11 was higher than usual.'), both('触发了什么规则，哪天解除？', 'Which rule, and until when?')),
];

export function makeCase(no: number, sales: Sale[], checks: Check[]): CaseView {
  const amount = add(sales.map((sale) => sale.net));
  const titles = [both('确认交易状态', 'Verify the record'), both('联系服务提供商', 'Contact the provider'), both('调查内部流程', 'Check internal operations'), both('法律途径', 'Prepare the legal evidence')];
  const abouts = [both('三处都查一遍：POS 记录、银行流水、第三方平台。', 'Look in three places: POS record, statement, platform.'), both('按客服的原话选；没打电话就先打。', 'Choose by their words; call first if you have not.'), both('先排除自己这边的问题，对方就没有借口。', 'Rule out your own side first.'), both('备齐材料，先催告，再投诉，最后起诉。', 'Gather the papers: letter, complaint, court last.')];
  const steps = titles.map((title, index) => {
    const mine = checks.filter((one) => one.step === index + 1);
    const done = mine.filter((one) => one.answer !== null || one.auto !== null).length;
    return { step: index + 1, title, about: abouts[index] ?? title, checks: mine, done, total: mine.length, state: done === mine.length ? ('done' as const) : ('later' as const) };
  });
  const now = steps.find((step) => step.state !== 'done');
  const open = now?.checks.find((one) => one.answer === null && one.auto === null);
  return {
    case: no, title: both(`向${POS}追 ${amount} 元`, `${amount} yuan from ${POS}`), acquirer: POS, merchant_no: MERCHANT, opened_on: '2026-11-24', state: 'open', outcome: null, amount, amount_capitals: '柒仟陆佰肆拾肆元叁角捌分', sales,
    steps: steps.map((step) => (step === now ? { ...step, state: 'now' as const } : step)), next: { text: open?.question ?? both('存成 PDF', 'Save the PDF'), step: now?.step ?? 4, check: open?.id ?? null, action: 'answer', channel: null, until: null }, waiting: both('', ''), tone: 'warn',
    clocks: [
      { id: 'settle', title: both('结算最迟 30 天', 'Settlement within 30 days'), due: '2026-12-11', days_left: 17, passed: false, share: 43, source: both('央行公告〔2013〕第 9 号第 30 条', 'PBC notice [2013] No. 9, art. 30') },
      { id: 'limit', title: both('起诉时效 3 年', 'Limitation: 3 years'), due: '2029-11-12', days_left: 1084, passed: false, share: 2, source: both('《民法典》第 188 条，催告会重新起算', 'Civil Code art. 188; a demand starts it anew') },
    ],
    needs: [
      { id: 'sales', title: both(`${sales.length} 笔交易明细`, `Details of ${sales.length} sales`), proves: both('证明收过款', 'Proves the sales'), level: 'required', met: true },
      { id: 'bank', title: both('银行流水，余额相接', 'Bank statement without a gap'), proves: both('证明没到账', 'Proves it did not arrive'), level: 'required', met: true },
      { id: 'agreement', title: both('受理协议', 'Agreement'), proves: both('证明约定次日到账', 'Proves the due day'), level: 'required', met: false },
      { id: 'recording', title: both('通话录音', 'Recording of the call'), proves: both('证明催过', 'Proves the demand'), level: 'optional', met: false },
    ],
    causes: CAUSES,
    rules: [{ id: 'r1', title: '银行卡收单业务管理办法', document_no: '中国人民银行公告〔2013〕第 9 号', article: '第三十条', gist: both('对结算时限有规定。', 'Sets the time for settlement.'), status: '有效', checked_on: '2026-11-20', source: '中国人民银行网站' }],
    habits: [{ id: 'slips_five_years', text: both('小票至少留 5 年。', 'Keep slips for five years.'), why: both('调单要原件。', 'Originals are asked for.') }],
    contacts: CONTACTS, exhibits: [], communications: [],
    timeline: [{ at: '2026-12-11T00:00:00+08:00', kind: 'clock', text: both('结算最迟的一天', 'Last day to settle'), detail: '', exhibits: [], future: true }, { at: '2026-11-24T09:30:00+08:00', kind: 'opened', text: both(`立案，把 ${sales.length} 笔放进来`, `Case opened with ${sales.length} sales`), detail: '', exhibits: [], future: false }],
    deliveries: [], demands: [], filings: [], payments: [], received: '0.00', outstanding: amount, papers: PAPERS, channels: CHANNELS, newer_facts: [],
  };
}

export function makeDossierCheck(recipient: Recipient): DossierCheck {
  const titles: Record<Recipient, Text> = {
    provider: both(`${POS}（催告函）`, `${POS} (demand letter)`), pbc: both('中国人民银行 12363', "People's Bank of China 12363"), nfra: both('金融监管局 12378', 'NFRA 12378'), unionpay: both('中国银联', 'China UnionPay'), court: both('法院（小额诉讼）', 'Court (small claims)'), police: both('公安机关', 'Police'),
  };
  const problems: Partial<Record<Recipient, Text[]>> = {
    pbc: [both('先等机构答复，11-25 后再交', 'Wait for the acquirer first; hand in after 11-25')], nfra: [both('青杉不是银行，找人民银行', 'Not a bank: go to the central bank')], court: [both('还差起诉状、受理协议、送达地址', 'Statement of claim, agreement and address are missing')],
  };
  const mine = problems[recipient] ?? [];
  return { recipient, title: titles[recipient], ready: mine.length === 0, problems: mine, hints: recipient === 'provider' ? [both('打印后要盖章；不盖章，客服可能不收', 'Stamp it after printing'), both('没有受理协议也能交，但少了「次日到账」的约定', 'Without the agreement the due day is not proved')] : [], pages: recipient === 'provider' ? 16 : 14 };
}
