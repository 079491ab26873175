// The only file that knows the host. A method of `Backend` is the command of the same name in snake_case.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { toCommandError } from './errors';
import type { Backend } from './types';

async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw toCommandError(thrown);
  }
}

export const tauriBackend: Backend = {
  overview: () => call('overview'),
  transactions: (query) => call('transactions', { query }),
  deposits: (query) => call('deposits', { query }),
  explain: (id) => call('explain', { id }),
  exportMissing: () => call('export_missing'),
  matchByHand: (deposit, sales) => call('match_by_hand', { deposit, sales }),
  unmatch: (deposit) => call('unmatch', { deposit }),
  rejectFinding: (finding) => call('reject_finding', { finding }),
  settle: (sale, why) => call('settle', { sale, why }),
  undoDecision: () => call('undo_decision'),

  pickFiles: (purpose) => call('pick_files', { purpose }),
  takeOpenedFiles: () => call('take_opened_files'),
  previewImport: (files, passwords) => call('preview_import', { files, passwords }),
  commitImport: (files, passwords) => call('commit_import', { files, passwords }),
  importProgress: () => call('import_progress'),
  cancelImport: () => call('cancel_import'),
  imports: () => call('imports'),
  undoImport: (id) => call('undo_import', { id }),
  proposeMapping: (file) => call('propose_mapping', { file }),
  previewMapping: (file, mapping) => call('preview_mapping', { file, mapping }),
  saveMapping: (file, mapping) => call('save_mapping', { file, mapping }),
  chooseSource: (file, source) => call('choose_source', { file, source }),
  ownSources: () => call('own_sources'),
  exportOwnSource: (id) => call('export_own_source', { id }),
  importOwnSource: () => call('import_own_source'),
  removeOwnSource: (id) => call('remove_own_source', { id }),
  addSale: (sale) => call('add_sale', { sale }),

  agreements: () => call('agreements'),
  setAgreement: (agreement) => call('set_agreement', { agreement }),
  shop: () => call('shop'),
  setShop: (shop) => call('set_shop', { shop }),
  contacts: () => call('contacts'),
  addContact: (contact) => call('add_contact', { contact }),
  pinContact: (id, pinned) => call('pin_contact', { id, pinned }),
  exportContacts: () => call('export_contacts'),

  cases: () => call('cases'),
  openCase: (sales) => call('open_case', { sales }),
  caseView: (no) => call('case_view', { no }),
  answerCheck: (no, check, answer, note) => call('answer_check', { no, check, answer, note }),
  logCommunication: (no, communication) => call('log_communication', { no, communication }),
  attach: (no, files, proves, satisfies) => call('attach', { no, files, proves, satisfies }),
  describeExhibit: (no, exhibit, change) => call('describe_exhibit', { no, exhibit, change }),
  demandSent: (no, demand) => call('demand_sent', { no, demand }),
  demandReceived: (no, on, by, files) => call('demand_received', { no, on, by, files }),
  fileComplaint: (no, filing, files) => call('file_complaint', { no, filing, files }),
  settlePromise: (no, communication, kept) => call('settle_promise', { no, communication, kept }),
  paymentReceived: (no, on, amount, note, files) => call('payment_received', { no, on, amount, note, files }),
  letter: (no, recipient) => call('letter', { no, recipient }),
  editLetter: (no, recipient, paragraphs) => call('edit_letter', { no, recipient, paragraphs }),
  exhibitPicture: (no, exhibit) => call('exhibit_picture', { no, exhibit }),
  paintOver: (no, exhibit, areas) => call('paint_over', { no, exhibit, areas }),
  withdrawExhibit: (no, exhibit, why) => call('withdraw_exhibit', { no, exhibit, why }),
  takeOutSales: (no, sales, why) => call('take_out_sales', { no, sales, why }),
  reopenCase: (no, why) => call('reopen_case', { no, why }),
  closeCase: (no, outcome, note) => call('close_case', { no, outcome, note }),
  callSheet: (no, contact) => call('call_sheet', { no, contact }),
  exportCalendar: (no) => call('export_calendar', { no }),
  dossierCheck: (no, recipient) => call('dossier_check', { no, recipient }),
  dossierPage: (no, recipient, page) => call('dossier_page', { no, recipient, page }),
  exportDossier: (no, recipient) => call('export_dossier', { no, recipient }),
  exportPack: (no, recipient) => call('export_pack', { no, recipient }),
  exportSupplement: (no, recipient) => call('export_supplement', { no, recipient }),
  printAgain: (no, nth) => call('print_again', { no, nth }),
  verifyFile: (file) => call('verify_file', { file }),

  factKinds: () => call('fact_kinds'),
  factRows: (kind) => call('fact_rows', { kind }),
  setFact: (kind, id, field, value) => call('set_fact', { kind, id, field, value }),
  unsetFact: (kind, id) => call('unset_fact', { kind, id }),
  importFacts: (file, take) => call('import_facts', { file, take }),
  factChanges: () => call('fact_changes'),
  takeFacts: (no) => call('take_facts', { no }),

  loadDemo: () => call('load_demo'),
  removeDemo: () => call('remove_demo'),
  language: () => call('language'),
  setLanguage: (lang) => call('set_language', { lang }),
  backup: () => call('backup'),
  doctor: () => call('doctor'),
  painted: () => call('painted'),
};

/** Files were double-clicked or dropped on the window; `takeOpenedFiles` then hands them over. */
export async function onFilesOpened(heard: () => void): Promise<void> {
  await listen('files-opened', heard);
}

/** Files are held over the window, or no longer. */
export async function onFilesHover(heard: (over: boolean) => void): Promise<void> {
  await listen<boolean>('files-hover', (event) => heard(event.payload));
}
