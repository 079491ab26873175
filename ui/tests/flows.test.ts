import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { app } from '../src/app.svelte';
import ExhibitDialog from '../src/components/ExhibitDialog.svelte';
import { add } from '../src/money';
import type { CommandError } from '../src/api/types';
import { open, press, settle, type } from './open';

const text = () => document.body.textContent ?? '';
const fail = (code: CommandError['code']) => async (): Promise<never> => { throw { code, text: { zh: '磁盘满了。腾出 20 MB 再存。', en: 'The disk is full.' } } satisfies CommandError; };

test('from first run to a saved PDF in fifteen clicks', async () => {
  await open({ screen: 'overview' }, { filled: false });
  let clicks = 0;
  const click = async (testid: string) => { clicks += 1; await press(testid); };
  await click('import-choose');
  await click('import-commit');
  expect(screen.getByTestId('answer').textContent).toContain('25 笔');
  await click('open-case');
  expect(app.route).toMatchObject({ screen: 'case', case: 1 });
  for (const step of ['step-2', 'step-3', 'step-4']) await click(step);
  await click('go-dossier');
  await click('export-dossier');
  expect(screen.getByTestId('dossier-done').textContent).toContain('追款案件1.pdf');
  expect(clicks).toBeLessThanOrEqual(15);
});

test('the preview lists bad rows by line, column, what is written and what it should be', async () => {
  await open({ screen: 'import' }, { filled: false });
  await press('import-choose');
  const problems = screen.getByTestId('import-problems').textContent ?? '';
  for (const part of ['87', '交易金额', '￥280.OO', '里面的「O」是字母', '58', '支出金额', '（空）']) expect(problems).toContain(part);
  expect(screen.getByTestId('import-commit').textContent).toContain('导入 2 个文件');
});

test('a locked file asks for its password and then counts', async () => {
  await open({ screen: 'import' }, { filled: false });
  await press('import-choose');
  screen.getByText('1900001234All2026-11.zip').closest('button')?.click();
  await settle();
  await type('import-password', '123456');
  await press('import-unlock');
  expect(screen.getByTestId('import-commit').textContent).toContain('导入 3 个文件');
});

test('an import can be taken back from the bar at the foot', async () => {
  await open({ screen: 'overview' }, { filled: false });
  await press('import-choose');
  await press('import-commit');
  await press('undo');
  expect(text()).toContain('把文件拖到这里');
});

test('a table nobody knows is mapped and comes back to the preview', async () => {
  await open({ screen: 'mapping', file: 4 }, { filled: false });
  const select = screen.getByTestId('map-2') as HTMLSelectElement;
  expect(select.value).toBe('gross');
  await fireEvent.change(select, { target: { value: '' } });
  await settle();
  expect(text()).toContain('还没说哪一列是金额');
  await fireEvent.change(select, { target: { value: 'gross' } });
  await settle();
  expect(text()).toContain('1,280.00 元');
  await press('map-save');
  expect(app.route.screen).toBe('import');
  expect(text()).toContain('南桥记账');
});

test('each unit and sign shows what it makes of the first row', async () => {
  const backend = await open({ screen: 'mapping', file: 4 }, { filled: false });
  const plain = backend.previewMapping;
  backend.previewMapping = async (file, mapping) => {
    const answer = await plain(file, mapping);
    return mapping.unit === 'fen' ? { ...answer, sample: answer.sample.map((row) => ({ ...row, amount: '12.80' })) } : answer;
  };
  // Any choice asks anew.
  (screen.getByTestId('sign-signed') as HTMLInputElement).click();
  await settle();
  expect(text()).toContain('第 3 行的 1280 是多少钱');
  expect(screen.getByTestId('reads-yuan').textContent).toContain('1,280.00');
  expect(screen.getByTestId('reads-fen').textContent).toContain('12.80');
  expect(screen.getByTestId('map-sample').textContent).toContain('微信收款');
});

test('a long file shows its rows while it is read, and can be stopped', async () => {
  const backend = await open({ screen: 'import' }, { filled: false });
  let refuse: (why: CommandError) => void = () => {};
  backend.previewImport = () => new Promise((_, no) => (refuse = no));
  backend.importProgress = async () => ({ file: '交易明细_全年.csv', number: 1, files: 2, storing: false, rows: 123_456, percent: 40 });
  backend.cancelImport = vi.fn(async () => refuse({ code: 'cancelled', text: { zh: '已取消：「交易明细_全年.csv」没有存入。', en: 'Cancelled.' } }));
  await press('import-choose');
  expect(screen.getByTestId('import-rows').textContent).toContain('123,456 行');
  expect((document.querySelector('progress') as HTMLProgressElement).value).toBe(40);
  await press('import-stop');
  await settle();
  expect(backend.cancelImport).toHaveBeenCalledOnce();
  expect(document.querySelector('progress')).toBeNull();
  expect(text()).toContain('没有存入');
  expect(document.querySelector('[role=alert]')).toBeNull();
});

test('a mapping is exported, taken in from someone else and forgotten', async () => {
  await open({ screen: 'imports' }, { filled: false });
  expect(screen.getByTestId('own-sources').textContent).toContain('还没有');
  await press('own-import');
  expect(screen.getByTestId('own-sources').textContent).toContain('南桥记账');
  await press('own-export-5f2c9a10b7e4');
  expect(text()).toContain('列对应_南桥记账.json');
  await press('own-remove-5f2c9a10b7e4');
  expect(screen.getByTestId('own-sources').textContent).toContain('还没有');
});

test('another kind of table drops the columns that do not fit it', async () => {
  await open({ screen: 'mapping', file: 4 }, { filled: false });
  (document.querySelector('input[name=kind][value=bank]') as HTMLInputElement).click();
  await settle();
  expect((screen.getByTestId('map-0') as HTMLSelectElement).value).toBe('date');
  expect((screen.getByTestId('map-3') as HTMLSelectElement).value).toBe('');
});

test('missing sales are chosen by tick and become a case', async () => {
  const backend = await open({ screen: 'missing' });
  const boxes = screen.getAllByRole('checkbox') as HTMLInputElement[];
  expect(boxes.map((box) => box.checked)).toEqual([true, true, true]);
  boxes[0]?.click();
  await settle();
  expect(screen.getByTestId('open-case').textContent).toContain('2 笔');
  await press('open-case');
  const view = await backend.caseView(1);
  expect(view.sales).toHaveLength(2);
  expect(view.amount).toBe(add(view.sales.map((sale) => sale.net)));
});

test('nothing chosen: the button says why it does nothing', async () => {
  await open({ screen: 'missing' });
  for (const box of screen.getAllByRole('checkbox')) box.click();
  await settle();
  const button = screen.getByTestId('open-case');
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button.title).toContain('先勾上');
  await press('open-case');
  expect(app.route.screen).toBe('missing');
});

test('a reason given by the owner moves the money to explained, and back', async () => {
  await open({ screen: 'missing' });
  const before = app.overview?.report.totals.not_arrived;
  await press('settle');
  await type('settle-why', '收银台多记');
  await press('settle-save');
  expect(app.overview?.report.totals.not_arrived).not.toBe(before);
  expect(screen.getByTestId('foot-even')).toBeTruthy();
  await press('undo');
  expect(app.overview?.report.totals.not_arrived).toBe(before);
});

test('an answer is saved at once and the next question comes', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 2 });
  (screen.getByTestId('answer-yes').querySelector('input') as HTMLInputElement).click();
  await settle();
  expect(screen.getByTestId('saved').textContent).toContain('已存');
  expect((await backend.caseView(1)).steps[1]?.checks[0]?.answer).toBe('yes');
  await press('next-question');
  expect(screen.getByRole('heading', { level: 2, name: /这批钱现在是什么状态/ })).toBeTruthy();
});

test('typed text is saved after a pause, and also when the question is left', async () => {
  const answer = vi.fn();
  const backend = await open({ screen: 'case', case: 1, step: 3 });
  const real = backend.answerCheck;
  backend.answerCheck = async (no, check, value, note) => { answer(check, value, note); return real(no, check, value, note); };
  app.backend = backend;
  // A note waits for its answer, also when another question is looked at meanwhile.
  await type('answer-note', '店员小李');
  await press('next-question');
  await press('previous-question');
  expect(answer).not.toHaveBeenCalled();
  (screen.getByTestId('answer-no').querySelector('input') as HTMLInputElement).click();
  await settle();
  expect(answer).toHaveBeenLastCalledWith('amount', 'no', '店员小李');
  await type('answer-note', '店员小李，已谈过');
  await press('next-question');
  expect(answer).toHaveBeenLastCalledWith('amount', 'no', '店员小李，已谈过');
});

test('an answer that could not be saved stays, marked, with a way to save it again', async () => {
  await open({ screen: 'case', case: 1, step: 2 }, { change: { answerCheck: fail('disk_full') } });
  const radio = screen.getByTestId('answer-yes').querySelector('input') as HTMLInputElement;
  radio.click();
  await settle();
  expect(screen.getByRole('alert').textContent).toContain('腾出 20 MB');
  expect(screen.getByText('再试一次')).toBeTruthy();
  expect(radio.checked).toBe(true);
});

test('what the data answers says so, with its rows', async () => {
  await open({ screen: 'case', case: 1, step: 1 });
  await press('all-questions');
  expect(text()).toContain('数据已经答了');
  expect(text()).toContain('流水到 11-23');
});

test('a call is logged and stands in the timeline', async () => {
  const backend = await open({ screen: 'call', case: 1 });
  expect(screen.getByTestId('log-contact').getAttribute('aria-disabled')).toBe('true');
  await type('log-person', '0317');
  await type('log-said', '打款失败');
  await type('log-by', '11-35');
  expect(screen.getByTestId('log-contact').getAttribute('aria-disabled')).toBe('true');
  await type('log-by', '11-25');
  await press('log-contact');
  expect((await backend.caseView(1)).communications[0]).toMatchObject({ person: '0317', said: '打款失败', by: `${new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()}-11-25`, number: '400-000-3360', with: '小票上的客服', channel: 'phone' });
  expect(text()).toContain('「打款失败」');
});

test('files are put into the case with what they prove', async () => {
  const backend = await open({ screen: 'case', case: 1 });
  await press('attach');
  await type('attach-proves', '催过');
  await press('attach-save');
  expect((await backend.caseView(1)).exhibits[0]?.proves).toBe('催过');
});

test('the dossier says what a recipient would send back', async () => {
  await open({ screen: 'dossier', case: 1 });
  (screen.getByTestId('recipient-pbc').querySelector('input') as HTMLInputElement).click();
  await settle();
  const check = screen.getByTestId('dossier-check').textContent ?? '';
  expect(check).toContain('会因为这些退回来');
  expect(check).toContain('先等机构答复');
});

test('a dossier that could not be written says why and loses nothing', async () => {
  await open({ screen: 'dossier', case: 1 }, { change: { exportDossier: fail('disk_full') } });
  await press('export-dossier');
  expect(screen.getByRole('alert').textContent).toContain('磁盘满了');
  expect(screen.queryByTestId('dossier-done')).toBeNull();
});

test('a save dialog that was closed is no error', async () => {
  await open({ screen: 'dossier', case: 1 }, { change: { exportDossier: fail('cancelled') } });
  await press('export-dossier');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a deposit is matched by hand and the decision can be undone', async () => {
  const match = vi.fn(async () => {});
  const undo = vi.fn(async () => {});
  await open({ screen: 'deposits' }, { change: { matchByHand: match, undoDecision: undo } });
  await press('match-by-hand');
  (screen.getAllByRole('checkbox')[0] as HTMLInputElement).click();
  await settle();
  await press('match-save');
  expect(match).toHaveBeenCalledTimes(1);
  await press('undo');
  expect(undo).toHaveBeenCalledTimes(1);
});

test('the sample is marked on the overview and removed in one click', async () => {
  await open({ screen: 'overview' }, { filled: false });
  await press('load-demo');
  expect(text()).toContain('现在看的是示例');
  await press('remove-demo');
  expect(text()).toContain('把文件拖到这里');
});

test('an overview that cannot be made is a sentence with a way out', async () => {
  await open({ screen: 'overview' }, { change: { overview: fail('damaged') } });
  expect(screen.getByRole('alert').textContent).toContain('文件坏了');
});

test('a sum that is not even turns the foot red', async () => {
  const backend = await open();
  const odd = await backend.overview();
  odd.report = { ...odd.report, totals: { ...odd.report.totals, arrived: '1.00' } };
  app.overview = odd;
  await settle();
  expect(screen.getByTestId('foot-odd').textContent).toContain('账不平');
});

test('keys change the screen, go back, open help and press the main button', async () => {
  await open();
  await fireEvent.keyDown(window, { key: '2', ctrlKey: true });
  expect(app.route.screen).toBe('missing');
  await fireEvent.keyDown(window, { key: 'Escape' });
  expect(app.route.screen).toBe('overview');
  await fireEvent.keyDown(window, { key: 'F1' });
  expect(app.route).toMatchObject({ screen: 'help', topic: 'overview' });
  await fireEvent.keyDown(window, { key: '1', ctrlKey: true });
  await settle();
  await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true });
  await settle();
  expect(app.route).toMatchObject({ screen: 'case' });
});

test('a number key answers the question', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 2 });
  await fireEvent.keyDown(window, { key: '2' });
  await settle();
  expect((await backend.caseView(1)).steps[1]?.checks[0]?.answer).toBe('no');
});

test('the language changes at once and is kept', async () => {
  const backend = await open({ screen: 'settings' });
  (screen.getByTestId('lang-en').querySelector('input') as HTMLInputElement).click();
  await settle();
  expect(document.querySelector('h1')?.textContent).toBe('Settings');
  expect(await backend.language()).toBe('en');
});

test('a demand is noted as sent, then as received, with its proof', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 4 });
  expect(screen.queryByTestId('note-received')).toBeNull();
  await press('note-sent');
  await type('paper-tracking', '1143567890123');
  await type('paper-on', '2026-11-20');
  await press('paper-save');
  expect(screen.getByTestId('case-out').textContent).toContain('1143567890123');
  expect(text()).toContain('查催告函签收没有');
  await press('note-received');
  await type('paper-by', '前台');
  await type('paper-on', '2026-11-22');
  await press('paper-save');
  expect((await backend.caseView(1)).demands[0]).toMatchObject({ sent_on: '2026-11-20', received_on: '2026-11-22', received_by: '前台', until: null });
  expect(text()).toContain('2026-11-22 送达 前台');
});

test('a complaint shows its warnings before it is noted, and its progress after', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 4 });
  await press('note-filed');
  expect(screen.getByRole('dialog', { hidden: true }).textContent).toContain('先打电话要工单号');
  await type('paper-number', '12363001');
  await press('paper-save');
  await press('note-stage-pbc');
  await press('paper-save');
  expect((await backend.caseView(1)).filings[0]?.stages.map((stage) => stage.stage)).toEqual(['sent', 'accepted']);
});

test('a day to come and a wrong amount are not taken', async () => {
  const paid = vi.fn();
  await open({ screen: 'case', case: 1, step: 4 }, { change: { paymentReceived: paid } });
  await press('note-payment');
  await type('paper-amount', '12.345');
  expect(screen.getByTestId('paper-save').title).toContain('两位小数');
  await type('paper-amount', '12.30');
  // A day that is mistyped is none: it is not saved as the day before it.
  await type('paper-on', '2026-13-45');
  expect(screen.getByTestId('paper-save').getAttribute('aria-disabled')).toBe('true');
  await type('paper-on', '2099-01-01');
  expect(screen.getByTestId('paper-save').title).toContain('还没到');
  await press('paper-save');
  expect(paid).not.toHaveBeenCalled();
});

test('a payment lowers what is missing', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 4 });
  const before = (await backend.caseView(1)).outstanding;
  await press('note-payment');
  await type('paper-amount', '500');
  await press('paper-save');
  expect((await backend.caseView(1)).outstanding).toBe(add([before, '-500.00']));
  expect(screen.getByTestId('case-out').textContent).toContain('已收到 500.00 元');
});

test('what an exhibit is for is chosen by tick, and a guess says that it is one', async () => {
  const backend = await open({ screen: 'case', case: 1 });
  await press('attach');
  await press('attach-save');
  expect(text()).toContain('算作：通话录音（猜的');
  await press('exhibit-1');
  (screen.getByTestId('paper-demand').querySelector('input') as HTMLInputElement).click();
  await settle();
  await type('exhibit-name', '通话和催告');
  await press('exhibit-save');
  expect((await backend.caseView(1)).exhibits[0]).toMatchObject({ name: '通话和催告', satisfies: ['recording', 'demand'], proposed: false });
  expect(text()).not.toContain('猜的，请看一眼');
});

test('a paper that is wanted is preselected when a file is added for it', async () => {
  const backend = await open({ screen: 'case', case: 1 });
  (screen.getByRole('button', { name: '加上：受理协议' })).click();
  await settle();
  await press('attach-save');
  expect((await backend.caseView(1)).exhibits[0]).toMatchObject({ satisfies: ['agreement'], proposed: false });
});

test('a letter is reworded, says what it lost, and goes back to the draft', async () => {
  const backend = await open({ screen: 'dossier', case: 1 });
  const draft = await backend.letter(1, 'provider');
  await press('edit-letter');
  await type('letter-p1', '钱没有到。');
  (screen.getByTestId('letter-p1')).dispatchEvent(new Event('blur'));
  await settle();
  expect((await backend.letter(1, 'provider')).paragraphs[1]).toBe('钱没有到。');
  expect(screen.getByTestId('letter-lost').textContent).toContain('金额');
  expect(screen.getByTestId('letter-state').textContent).toContain('存好');
  await press('letter-whole');
  expect((screen.getByTestId('letter-text') as HTMLTextAreaElement).value).toContain('钱没有到。');
  await press('letter-reset');
  expect((await backend.letter(1, 'provider')).paragraphs).toEqual(draft.drafted);
  await press('undo');
  expect((await backend.letter(1, 'provider')).paragraphs[1]).toBe('钱没有到。');
});

test('a letter left in the middle of a word is saved', async () => {
  const backend = await open({ screen: 'dossier', case: 1 });
  await press('edit-letter');
  await type('letter-p0', '改到一半');
  await press('edit-letter');
  expect((await backend.letter(1, 'provider')).paragraphs[0]).toBe('改到一半');
});

test('a promise is kept or broken', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 2 });
  await backend.logCommunication(1, { with: '青杉', channel: 'phone', number: '', person: '', at: '2026-11-20T10:00:00+08:00', said: '会补', ticket: '', promise: '补划', by: '2026-11-25', files: [] });
  app.go({ screen: 'case', case: 1, step: 2 });
  await settle();
  await press('promise-broken-1');
  expect((await backend.caseView(1)).communications[0]?.kept).toBe(false);
  expect(screen.queryByTestId('promise-broken-1')).toBeNull();
});

test('a fact is corrected with the original beside it, and taken back', async () => {
  const backend = await open({ screen: 'facts' });
  await press('fact-edit-gist.zh');
  expect(screen.getByTestId('fact-save').title).toContain('一样');
  await type('fact-value', '我核对过的说法');
  await press('fact-save');
  expect(screen.getByTestId('fact').textContent).toContain('原来：结算按约定，最迟 30 天。');
  expect(screen.getByTestId('facts-law').textContent).toContain('改过 1 条');
  expect(screen.getByTestId('fact-changes').textContent).toContain('店主更正');
  await press('fact-unset');
  expect((await backend.factRows('law'))[0]?.mark.zh).toBe('');
  expect(screen.queryByTestId('fact-unset')).toBeNull();
});

test('a file of facts is shown before it is taken, and a swapped hotline stays out', async () => {
  const backend = await open({ screen: 'facts' });
  await press('facts-import');
  const list = screen.getByTestId('facts-differences').textContent ?? '';
  expect(list).toContain('400-999-9999');
  expect(list).toContain('核实过的号码不从文件里换');
  expect((await backend.factRows('law'))[0]?.mark.zh).toBe('');
  await press('facts-take');
  expect((await backend.factRows('law'))[0]?.mark.zh).toBe('店主导入');
});

test('a case says that facts changed, and takes them', async () => {
  const fake = await open({ screen: 'case', case: 1 });
  const old = { ...(await fake.caseView(1)), newer_facts: [{ zh: '法律和规定', en: 'Rules of law' }] };
  app.backend = { ...fake, caseView: async () => structuredClone(old) };
  app.go({ screen: 'case', case: 1, step: 1 });
  await settle();
  expect(screen.getByTestId('newer-facts').textContent).toContain('法律和规定');
  await press('take-facts');
  expect(screen.queryByTestId('newer-facts')).toBeNull();
});

test('what the credits show about an agreement is said below it, with the sales charged too much', async () => {
  await open({ screen: 'agreements' });
  const shown = screen.getByRole('region', { name: '入账说明的' });
  expect(shown.textContent).toContain('日切时间是 22:00。这是推算的，不是合同写的');
  expect(shown.textContent).toContain('共多扣 3.63 元');
  const sales = screen.getByTestId('charged-1');
  expect(sales.querySelector('summary')?.textContent).toBe('按这个费率扣的 3 笔收款');
  expect([...sales.querySelectorAll('li')].map((row) => row.textContent)).toContain('11-04 10:12，1,733.00 元，约定手续费 6.59 元');
});

test('an exhibit, a sale and the closing are taken back, each with its reason', async () => {
  const backend = await open({ screen: 'case', case: 1, step: 1 });
  await press('attach');
  await press('attach-save');
  await press('exhibit-1');
  await press('exhibit-withdraw');
  // Without a reason nothing happens.
  await press('why-save');
  expect((await backend.caseView(1)).exhibits).toHaveLength(1);
  await type('why', '拍糊了');
  await press('why-save');
  expect((await backend.caseView(1)).exhibits).toHaveLength(0);
  expect(document.querySelector('dialog')).toBeNull();

  const sales = (await backend.caseView(1)).sales;
  await press(`take-out-${sales[0]!.id}`);
  await type('why', '退了款');
  await press('why-save');
  expect((await backend.caseView(1)).sales).toHaveLength(sales.length - 1);
  expect(screen.queryByTestId(`take-out-${sales[0]!.id}`)).toBeNull();

  await press('close-case');
  await press('close-save');
  expect(screen.queryByTestId(`take-out-${sales[1]!.id}`)).toBeNull();
  await press('reopen-case');
  await type('why', '还是没到');
  await press('why-save');
  expect((await backend.caseView(1)).state).toBe('open');
  expect(screen.getByTestId('close-case')).toBeTruthy();
});

test('a dossier that was handed out is checked, and says line by line what does not fit', async () => {
  await open({ screen: 'settings' });
  await press('verify');
  const result = screen.getByTestId('verify-result');
  expect(result.querySelectorAll('li')).toHaveLength(2);
  expect(result.textContent).toContain('被改过');
  expect(text()).toContain('有对不上的地方');
});

test('the missing list and the contacts are saved as files, and contacts taken in only after a look', async () => {
  await open({ screen: 'missing' });
  await press('export-missing');
  expect(text()).toContain('存好了：未到账-2026-11-24.csv');
  app.go({ screen: 'contacts' });
  await settle();
  await press('contacts-export');
  expect(text()).toContain('存好了：联系电话.json');
  await press('contacts-import');
  expect(screen.getByTestId('facts-differences').textContent).toContain('核实过的号码不从文件里换');
  await press('facts-take');
  expect(document.querySelector('dialog')).toBeNull();
});

test('parts of a photo are painted over by dragging, by keys, and shown again', async () => {
  const backend = await open({ screen: 'case', case: 1 });
  await backend.attach(1, [1], '', null);
  const known = (await backend.caseView(1)).exhibits[0]!;
  const photo = { ...known, media_type: 'image/jpeg' };
  const props = { no: 1, exhibit: photo, papers: [], closed: false, onclose: () => undefined, ondone: () => undefined };
  const first = render(ExhibitDialog, { props });
  await press('exhibit-redact');
  const area = screen.getByTestId('redact-photo');
  area.getBoundingClientRect = () => ({ left: 100, top: 50, width: 200, height: 400 }) as DOMRect;
  const drag = async (...points: [number, number][]) => {
    const kinds = ['pointerdown', ...points.slice(2).map(() => 'pointermove'), 'pointermove'];
    points.forEach(([clientX, clientY], index) => area.dispatchEvent(new MouseEvent(kinds[index]!, { clientX, clientY, bubbles: true })));
    area.dispatchEvent(new MouseEvent('pointerup', { bubbles: true }));
    await settle();
  };
  // From the lower right to the upper left, and out of the photo: the area ends at its edge.
  await drag([200, 250], [120, 90]);
  await drag([280, 410], [900, 900]);
  await drag([150, 60], [150, 60]);
  expect(area.querySelectorAll('rect')).toHaveLength(2);
  const press1 = (key: string, shiftKey = false) => area.querySelector('rect')!.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }));
  press1('ArrowRight');
  await settle();
  press1('ArrowDown', true);
  await settle();
  await press('redact-save');
  expect((await backend.caseView(1)).exhibits[0]!.painted).toEqual([[110, 100, 400, 410], [900, 900, 100, 100]]);
  first.unmount();

  render(ExhibitDialog, { props: { ...props, exhibit: { ...photo, painted: [[110, 100, 400, 410]] } } });
  expect(document.body.textContent).toContain('材料里用遮盖副本，遮盖 1 处');
  await press('exhibit-redact');
  screen.getByTestId('redact-photo').querySelector('rect')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Delete', bubbles: true }));
  await settle();
  expect(document.body.textContent).toContain('材料里用原照片');
  await press('redact-save');
  expect((await backend.caseView(1)).exhibits[0]!.painted).toEqual([]);
});

test('what is no photo offers no painting over', async () => {
  const backend = await open({ screen: 'case', case: 1 });
  await backend.attach(1, [1], '', null);
  const exhibit = (await backend.caseView(1)).exhibits[0]!;
  render(ExhibitDialog, { props: { no: 1, exhibit, papers: [], closed: false, onclose: () => undefined, ondone: () => undefined } });
  expect(screen.queryByTestId('exhibit-redact')).toBeNull();
});
