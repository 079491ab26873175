#!/usr/bin/env python3
"""Writes table.json: what each sample file holds, as independent readers see it.

    python3 -m venv venv && venv/bin/pip install openpyxl xlrd ofxtools mt-940 pypdf pyzipper msoffcrypto-tool
    RECOUP_SAMPLES=DIR venv/bin/python table.py > table.json

Nothing of this project is used: files are opened with csv, openpyxl, xlrd, html.parser, ofxtools, mt940, ElementTree,
pypdf and pdftotext, amounts are decimal.Decimal, and what a column means is written down here file by file. Every file of the
folder must have an entry in FILES; one without stops the script. Only counts, sums and days are written.

rows      transactions: sales, refunds, movements; failed and neutral ones too; no totals, no faulty rows
problems  faulty rows: no amount, or in another currency than renminbi
sum_in    money in the shop's favour; failed, closed and neutral rows left out
sum_out   refunds, spending; not below nothing
from, to  first and last day
refused   why a file is not read, as INDEX.md has it: a key of the reader's own list of reasons
"""

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections import OrderedDict
from decimal import Decimal, ROUND_HALF_UP
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

warnings.filterwarnings("ignore")
ROOT = Path(os.environ["RECOUP_SAMPLES"])
PASSWORD = "123456"


# ---- what was found -------------------------------------------------------------------------------------------------

class Sum:
    """Rows of one file, added up."""

    def __init__(self, kind):
        self.kind, self.rows, self.problems = kind, 0, 0
        self.plus, self.minus, self.days = Decimal(0), Decimal(0), []

    def add(self, day, amount, counts=True):
        """A row. `amount` in yuan, in the shop's favour when positive."""
        self.rows += 1
        self.days.append(day)
        if counts and amount > 0:
            self.plus += amount
        elif counts:
            self.minus -= amount
        return self

    def done(self):
        cent = lambda d: str(d.quantize(Decimal("0.01"), ROUND_HALF_UP))
        return {"kind": self.kind, "rows": self.rows, "problems": self.problems, "sum_in": cent(self.plus),
                "sum_out": cent(self.minus), "from": min(self.days).isoformat() if self.days else None,
                "to": max(self.days).isoformat() if self.days else None}


def refused(why, note):
    return lambda path: {"refused": why, "note": note}


def summary(note):
    return lambda path: dict(Sum("summary").done(), note=note)


# ---- cells ----------------------------------------------------------------------------------------------------------

def text(value):
    """A cell as a cleaned text."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(value).strip(" \t\r\n\u3000\ufeff").lstrip("`'").strip(" \t\u3000")


def money(value):
    value = text(value).translate(str.maketrans("０１２３４５６７８９，．－", "0123456789,.-"))
    value = re.sub(r"\(.*\)$", "", value).replace(",", "").replace("¥", "").replace("￥", "").strip()
    return Decimal(value) if value and value not in ("-", "--", "/") else None


def day(value):
    value = text(value)
    digits = re.findall(r"\d+", value)
    if len(digits[0]) >= 8:
        y, m, d = digits[0][:4], digits[0][4:6], digits[0][6:8]
    else:
        y, m, d = digits[0], digits[1], digits[2][:2]
    return dt.date(int(y), int(m), int(d))


# ---- containers -----------------------------------------------------------------------------------------------------

def decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def lines_csv(data, delimiter=","):
    return [[text(c) for c in row] for row in csv.reader(io.StringIO(decode(data), newline=""), delimiter=delimiter)]


def sheet_xlsx(path, name=None):
    import openpyxl
    book = openpyxl.load_workbook(path)
    sheet = book[name] if name else book.worksheets[0]
    sheet.reset_dimensions() if hasattr(sheet, "reset_dimensions") else None
    return [[text(c) for c in row] for row in sheet.iter_rows(values_only=True)]


def sheet_xls(path, index=0):
    import xlrd
    book = xlrd.open_workbook(path)
    sheet = book.sheet_by_index(index)
    out = []
    for r in range(sheet.nrows):
        row = []
        for c in range(sheet.ncols):
            cell = sheet.cell(r, c)
            if cell.ctype == xlrd.XL_CELL_DATE:
                row.append(text(xlrd.xldate_as_datetime(cell.value, book.datemode)))
            else:
                row.append(text(cell.value))
        out.append(row)
    return out


class Tables(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append(text(self.cell))
            self.cell = None


def html(path):
    parser = Tables()
    parser.feed(decode(path.read_bytes()))
    return parser.rows


def name_of(header):
    header = header.translate(str.maketrans("（）／", "()/"))
    return re.sub(r"\[.*\]|\s|/元|\([+-]?元\)|\(分\)", "", header)


def records(rows, first):
    """Rows under the header whose first named cell is `first`, as dictionaries; the first of equal names counts."""
    at = next(i for i, row in enumerate(rows) if first in [name_of(c) for c in row])
    names = [name_of(c) for c in rows[at]]
    for row in rows[at + 1:]:
        record = {}
        for name, cell in zip(names, row):
            record.setdefault(name, cell)
        yield record


def read(path, delimiter=","):
    suffix = path.suffix
    if suffix == ".xlsx":
        return sheet_xlsx(path)
    if suffix == ".xls":
        return sheet_xls(path)
    return lines_csv(path.read_bytes(), delimiter)


# ---- kinds of tables ------------------------------------------------------------------------------------------------

def bank(first, when, plus=None, minus=None, amount=None, flag=None, load=read, currency=None):
    """A bank statement: two columns, a signed one, or one with a flag."""
    def go(path):
        out = Sum("bank")
        for r in records(load(path), first):
            try:
                on = day(r[when])
            except (IndexError, ValueError, KeyError):
                continue  # a footer
            if currency and r.get(currency) not in ("CNY", "人民币", "人民币元"):
                out.problems += 1
                continue
            if amount is None:
                a, b = money(r[plus]) or Decimal(0), money(r[minus]) or Decimal(0)
                out.add(on, a - b)
            else:
                a = money(r[amount])
                if a is None:
                    out.problems += 1
                elif flag and a > 0 and r[flag][0] in "借付D往":
                    out.add(on, -a)
                else:
                    out.add(on, a)
        return out.done()
    return go


CLOSED = ("关闭", "失败", "已撤销", "已取消", "对方已退还")


def wallet(first, when, amount, flag, status, load=read):
    """A personal bill: in, out or neither; closed rows count for nothing."""
    def go(path):
        out = Sum("wallet")
        for r in records(load(path), first):
            try:
                on = day(next(r[w] for w in when if r.get(w)))
                a = money(r[amount])
            except (StopIteration, IndexError, ValueError, KeyError):
                continue
            if a is None:
                continue
            closed = any(word in r[status] for word in CLOSED)
            side = {"收入": 1, "支出": -1}.get(r[flag].strip(), 0)
            out.add(on, a * (side or 1), counts=bool(side) and not closed)
        return out.done()
    return go


def detail(first, when, gross, kind=None, back=("退", "撤", "冲", "REFUND"), status=None, fen=False, load=read,
           refund=None):
    """An acquirer's rows; refunds and voids are money back whatever their printed sign."""
    def go(path):
        out = Sum("detail")
        for r in records(load(path), first):
            try:
                on = day(r[when])
                a = money(r[gross])
            except (IndexError, ValueError, KeyError, ArithmeticError):
                continue
            if a is None:
                continue
            takes_back = kind and any(word in r[kind] for word in back)
            if takes_back and refund:
                a = money(r[refund])
            a = a / 100 if fen else a
            failed = bool(status) and any(word in r[status] for word in CLOSED)
            out.add(on, -abs(a) if takes_back else a, counts=not failed)
        return out.done()
    return go


def positional(delimiter, width, when, gross, fen=False, test=lambda row: True, back=lambda row: False, faulty=None):
    """A table without headers, by the number of the column from 0."""
    def go(path):
        out = Sum("detail")
        for row in lines_csv(path.read_bytes(), delimiter):
            if faulty and faulty(row):
                out.problems += 1
                continue
            if len(row) < width or not test(row):
                continue
            a = money(row[gross])
            a = a / 100 if fen else a
            out.add(day(row[when]), -a if back(row) else a)
        return out.done()
    return go


def in_zip(inner, pick):
    """The first entry that `pick` wants, through the reader for its kind."""
    def go(path):
        import pyzipper
        with pyzipper.AESZipFile(path) as archive:
            archive.setpassword(PASSWORD.encode())
            for entry in archive.infolist():
                name = entry.filename
                if not entry.flag_bits & 0x800:
                    try:
                        name = name.encode("cp437").decode("gb18030")
                    except UnicodeError:
                        pass
                if pick(name):
                    target = Path("/tmp") / ("sample_entry" + (Path(name).suffix or ".txt"))
                    target.write_bytes(archive.read(entry))
                    try:
                        return inner(target)
                    finally:
                        target.unlink()
        raise SystemExit(f"{path}: no such entry")
    return go


# ---- other formats --------------------------------------------------------------------------------------------------

def ofx(path):
    """OFX by ofxtools; files that it refuses (empty tags, broken charset) by their tags."""
    out = Sum("bank")
    data = path.read_bytes().decode("gb18030", "replace")
    for block in re.findall(r"<STMTTRN>(.*?)(?=<STMTTRN>|</STMTTRN>|</BANKTRANLIST>|\Z)", data, re.S | re.I):
        tag = lambda name: (re.search(rf"<{name}>([^<\r\n]*)", block, re.I) or [None, ""])[1].strip()
        if not tag("TRNAMT") or not tag("DTPOSTED"):
            out.problems += 1
            continue
        out.add(day(tag("DTPOSTED")[:8]), Decimal(tag("TRNAMT").replace(",", ".")))
    try:
        from ofxtools.Parser import OFXTree
        tree = OFXTree()
        tree.parse(str(path))
        count = len(tree.getroot().findall(".//STMTTRN"))
        assert count == out.rows + out.problems, (path, count, out.rows)
    except AssertionError:
        raise
    except Exception as error:
        print(f"{path.name}: ofxtools says {str(error)[:80]}", file=sys.stderr)
    return out.done()


def mt940(path):
    import mt940 as reader
    out = Sum("bank")
    data = path.read_bytes()
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError:
        source = data.decode("cp1252")
    for t in reader.parse(source):
        # The day of booking; the first date of :61: is that of value.
        out.add(t.data.get("entry_date") or t.data["date"], t.data["amount"].amount)
    return out.done()


def abc_pdf(path):
    """Its two pages print the same days three times; the gap before the amount tells the column."""
    out = Sum("bank")
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for row in re.finditer(r"^(\d{4}-\d\d-\d\d) [\d:]{8}( +)([\d,.]+) +[\d,.]+", text, re.M):
        sign = 1 if len(row[2]) < 8 else -1
        out.add(day(row[1]), sign * money(row[3]))
    return out.done()


def camt_root(root):
    out = Sum("bank")
    local = lambda e: e.tag.rsplit("}", 1)[-1]
    find = lambda e, name: next((c for c in e if local(c) == name), None)
    for entry in (e for e in root.iter() if local(e) == "Ntry"):
        amount = Decimal(find(entry, "Amt").text)
        sign = 1 if find(entry, "CdtDbtInd").text == "CRDT" else -1
        reversal = find(entry, "RvslInd")
        booked = find(entry, "BookgDt")
        out.add(day(booked[0].text), amount * sign)
    return out


def camt(path):
    return camt_root(ElementTree.parse(path).getroot()).done()


def camt_zip(path):
    out = Sum("bank")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            one = camt_root(ElementTree.fromstring(archive.read(name)))
            out.rows += one.rows
            out.plus += one.plus
            out.minus += one.minus
            out.days += one.days
    return out.done()


def qif(path):
    out, at, amount = Sum("bank"), None, None
    for line in path.read_text().splitlines():
        if line.startswith("D"):
            m, d, y = re.findall(r"\d+", line)
            at = dt.date(int(y) + (2000 if len(y) == 2 else 0), int(m), int(d))
        elif line.startswith("T"):
            amount = Decimal(line[1:].replace(",", ""))
        elif line.startswith("^") and at:
            out.add(at, amount)
            at = None
    return out.done()


def bai2(path):
    out, on = Sum("bank"), None
    for line in path.read_text().splitlines():
        parts = line.rstrip("/").split(",")
        if parts[0] == "02":
            on = dt.datetime.strptime(parts[4], "%y%m%d").date()
        if parts[0] == "16" and parts[2]:
            code = int(parts[1])
            amount = Decimal(parts[2]) / 100
            out.add(on, amount if 100 <= code < 400 else -amount)
    return out.done()


def zm(path):
    """UnionPay's fixed width: field 7 is the amount in fen, 10 the query number that starts with the day."""
    widths = [3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2]
    out = Sum("detail")
    for line in path.read_bytes().decode("ascii").splitlines():
        fields, at = [], 0
        for width in widths:
            fields.append(line[at:at + width].strip())
            at += width + 1
        if len(fields) == 20 and fields[6].isdigit():
            a = Decimal(fields[6]) / 100
            out.add(day(fields[9][:8]), -a if fields[19] in ("04", "31", "33") else a,
                    counts=fields[19] not in ("02", "00"))
    return out.done()


def boc_pdf(path):
    """The text of each cell is a line of its own: day, time, currency, amount, balance."""
    import pypdf
    reader = pypdf.PdfReader(path, password=PASSWORD)
    cells = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
    out = Sum("bank")
    for a, b, c, d in zip(cells, cells[1:], cells[2:], cells[3:]):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", a) and re.fullmatch(r"\d\d:\d\d:\d\d", b) and c == "人民币":
            out.add(day(a), money(d))
    return out.done()


def dc_flag(path):
    out = Sum("bank")
    for r in records(read(path), "发生额"):
        a = money(r["发生额"])
        out.add(day(r["日期"]), a if r["借/贷"] == "贷" else -a)
    return out.done()


def spaces(pattern, year=None):
    """Text in columns of blanks: named groups amount (fen or yuan with a point) and day."""
    def go(path):
        out = Sum("detail")
        for line in decode(path.read_bytes()).splitlines():
            found = re.search(pattern, line)
            if found:
                a = found["amount"].replace(",", "")
                out.add(day(found["day"]) if "day" in found.groupdict() else dt.date(1, 1, 1),
                        Decimal(a) if "." in a else Decimal(a) / 100)
        if out.days and out.days[0].year == 1:
            out.days = []  # month and day without any year
        return out.done()
    return go


def mojibake(path):
    """UTF-8 that was read as GBK and saved again."""
    repaired = path.read_bytes().decode("utf-8-sig").encode("gb18030", "replace").decode("utf-8", "replace")
    out = Sum("detail")
    for row in csv.reader(io.StringIO(repaired), delimiter="|"):
        if row and row[0] != "订单编号":
            out.add(day(row[-1]), Decimal(row[6]))
    return out.done()


def like(other):
    """The same rows as in another sample; INDEX.md says so."""
    return lambda path: FILES[other](ROOT / other)


def boc_flag(path):
    out = Sum("bank")
    for r in records(read(path), "交易类型"):
        try:
            out.add(day(r["交易日期"]), money(r["交易金额"]))
        except (IndexError, ValueError, KeyError):
            continue
    return out.done()


def wechat_merchant(path):
    out = Sum("detail")
    rows = records(read(path), "微信订单号")
    for r in rows:
        if r["交易时间"].startswith("总交易单数"):
            break
        on = day(r["交易时间"])
        if r["交易状态"] == "REFUND":
            out.add(on, -money(r["退款金额"]))
        else:
            out.add(on, money(r["应结订单金额"]))
    return out.done()


def alipay_merchant(path):
    out = Sum("detail")
    for r in records(read(path), "支付宝交易号"):
        if r["支付宝交易号"].startswith("#"):
            break
        out.add(day(r["完成时间"]), money(r["订单金额"]))
    return out.done()


def alipay_fund(path):
    out = Sum("wallet")
    for r in records(read(path), "账务流水号"):
        if r["账务流水号"].startswith("#"):
            break
        out.add(day(r["发生时间"]), money(r["收入金额"]) + money(r["支出金额"]))
    return out.done()


def oca_flag(path):
    """Amount beside D or C: the sign of the second row is the bank's habit, its balance shows a credit."""
    out, before = Sum("bank"), None
    for r in records(read(path), "Date"):
        m, d, y = r["Date"].split("/")
        a, balance = money(r["Amount"]), money(r["Balance"])
        a = -abs(a) if r["D/C"] == "D" else a
        if before is not None and before + a != balance and before - a == balance:
            a = -a
        before = balance
        out.add(dt.date(int(y), int(m), int(d)), a)
    return out.done()


def month_first_foreign(path):
    out = Sum("bank")
    out.problems = sum(1 for _ in records(read(path), "Date"))
    return out.done()


def day_first(path):
    out = Sum("bank")
    for r in records(read(path), "Date"):
        if r["Billing currency".replace(" ", "")] != "CNY":
            out.problems += 1
            continue
        d, m, y = r["Date"].split("/")
        out.add(dt.date(int(y), int(m), int(d)), money(r["Billingamount"]))
    return out.done()


UNKNOWN = "no layout of a bank, wallet or acquirer: the columns are asked"
CARD = "a credit card bill: no account that a payout reaches"
OCA = "OCA__bank-statement-import/"
DEG = "deb-sig__double-entry-generator/example/"
ACP = "chenzuolin__ACPSample_B2C/src/assets/对账文件样例/"
DAORU = "aqni__beancount-daoru/examples/import_only/downloads/"
two = dict(plus="收入金额", minus="支出金额")
wechat = wallet("交易单号", ["交易时间"], "金额", "收/支", "当前状态")
alipay = wallet("交易订单号", ["交易时间"], "金额", "收/支", "交易状态")
ums = detail("检索号", "交易时间", "交易金额", "交易类型")

FILES = OrderedDict([
    ("CacinieP__FinancialBeancount/test_data/sample_alipay.csv",
     wallet("交易号", ["付款时间", "交易创建时间"], "金额", "收/支", "交易状态")),
    ("LerianStudio__matcher/tests/e2e/fixtures/sample_bank.csv", refused("unknown_table", UNKNOWN)),
    ("LerianStudio__matcher/tests/e2e/fixtures/sample_ledger.csv", refused("unknown_table", UNKNOWN)),
    (OCA + "account_statement_import_camt/test_files/test-camt053.zip", camt_zip),
    (OCA + "account_statement_import_camt/test_files/x/test-camt053_02.xml", camt),
    (OCA + "account_statement_import_qif/tests/test_qif.qif", qif),
    (OCA + "account_statement_import_sheet_file/tests/fixtures/debit_credit.csv", oca_flag),
    (OCA + "account_statement_import_sheet_file/tests/fixtures/sample_statement_en.xlsx", month_first_foreign),
    ("WoLpH__mt940/mt940_tests/betterplace/sepa_snippet.sta", mt940),
    ("WoLpH__mt940/mt940_tests/jejik/abnamro.sta", mt940),
    ("WoLpH__mt940/mt940_tests/mBank/mt940.sta", mt940),
    ("_derived/20880000000000000156_20261110.csv.zip", in_zip(alipay_merchant, lambda n: "汇总" not in n)),
    ("_derived/89800000000001A_MX_20261111093000_1.xlsx", ums),
    ("_derived/89800000000001A_MX_20261112093000_2.xlsx", ums),
    ("_derived/JY_822000000000001_20261110.txt",
     detail("拉卡拉流水号", "交易日期", "交易金额", "交易类型", fen=True, load=lambda p: read(p, "|"))),
    ("_derived/abc_corp_9col.xls", bank("交易时间", "交易时间", **two)),
    ("_derived/abc_corp_nogrid_STSong_UniGB-UCS2-H.pdf", like("_derived/abc_corp_nogrid_embeddedttf.pdf")),
    ("_derived/abc_corp_nogrid_embeddedttf.pdf", abc_pdf),
    ("_derived/alipay_mch_业务明细_gbk.csv", alipay_merchant),
    ("_derived/alipay_mch_业务汇总_gbk.csv", summary("totals by shop only")),
    ("_derived/boc_HISQRY_gbk.csv", boc_flag),
    ("_derived/boc_personal_encrypted_rc4_pw123456.pdf", boc_pdf),
    ("_derived/boc_utf16le.csv", bank("交易日期", "交易日期", load=lambda p: read(p, "\t"), **two)),
    ("_derived/bocom_personal.xls", bank("记账日期", "记账日期", **two)),
    ("_derived/ccb_corp_17col.xls", bank("借方发生额(支取)", "交易时间", plus="贷方发生额(收入)", minus="借方发生额(支取)")),
    ("_derived/cib_personal.xls", bank("记账日", "交易时间", plus="收入", minus="支出")),
    ("_derived/cmbc_corp_html.xls", bank("交易流水号", "交易时间", plus="贷方发生额", minus="借方发生额", load=html)),
    ("_derived/generic_excel_dates_dc_flag.xlsx", dc_flag),
    ("_derived/ofx_gbk_936.ofx", ofx),
    ("_derived/pab_corp_bad_dimension.xlsx", bank("交易时间", "交易时间", plus="收入", minus="支出")),
    ("_derived/scenario_truth_A.json", refused("not_a_table", "the expected result of a scenario, no statement")),
    ("_derived/stress_date_styles.csv", refused("unknown_table", "spellings of dates without any amount")),
    ("_derived/ums_format1_14col.xls", detail("银商订单号", "消费日期", "金额", "交易类型")),
    ("_derived/wechat_mch_ALL_utf8bom.csv", wechat_merchant),
    ("_derived/微信支付账单(20261101-20261110)_aes_pw123456.zip", in_zip(wechat, lambda n: True)),
    ("_embedded/abc_caret_2015.txt",
     detail("账单编号", "交易时间", "交易金额", "交易类型", load=lambda p: read(p, "^"))),
    ("_embedded/alipay_accountlog_2012.csv", alipay_fund),
    ("_embedded/boc_cup_merchant_2015.txt",
     positional("|", 10, 4, 6, test=lambda r: r[8] in ("PCEP", "REFP"), back=lambda r: r[8] == "REFP")),
    ("_embedded/bocom_merchant_2011.txt",
     spaces(r"^ *\d+ \d{8} +(?P<day>\d{8})-\d{6} +\d+ +\S+ +(?P<amount>[\d,.]+) ")),
    ("_embedded/cgb_2012.txt", detail("银行流水号", "支付时间", "支付金额", load=lambda p: read(p, "|"))),
    ("_embedded/cib_2011.txt", detail("下单日期", "交易日期", "订单金额", load=lambda p: read(p, "|"))),
    ("_embedded/citic_pos_settle_2012.txt",
     detail("处理码", "清算日期", "交易金额", load=lambda p: read(p, "|"))),
    ("_embedded/cmbc_b2c_merchant_2014.csv", detail("订单号", "交易日期", "交易金额", "交易类型")),
    ("_embedded/hebei_bank_vas_2012.csv", detail("订单号", "交易日期", "订单金额", status="交易状态")),
    ("_embedded/ips_2011.csv", detail("IPS订单号", "商户提交日期", "订单金额")),
    ("_embedded/kuaiqian_pos_2011.csv", positional(",", 15, 8, 6, test=lambda r: r[0].isdigit())),
    ("_embedded/lakala_ACC.txt", summary("totals by account and day")),
    ("_embedded/lakala_DW.txt", summary("withdrawals, no sales")),
    ("_embedded/lakala_JY.txt", detail("拉卡拉流水号", "交易日期", "交易金额", load=lambda p: read(p, "|"))),
    ("_embedded/lakala_JZ.txt", summary("totals by wallet and day")),
    ("_embedded/psbc_vas_iper_2012.txt", positional("|", 13, 2, 7, test=lambda r: r[0] == "IPER")),
    ("_embedded/rural_credit_union_zf_2011.txt",
     positional("|", 12, 2, 7, test=lambda r: r[0] == "ZF01", faulty=lambda r: r[0] == "ZF02")),
    ("_embedded/unionpay_com_bjpos.txt", refused("unsupported", "its times have no year")),
    ("_embedded/unionpay_wap_merchant_2014.txt",
     spaces(r"^S22 .{44}[\d*]+ +(?P<amount>\d{12}) \d{4} \d\d (?P<day>\d{8})")),
    ("_embedded/wechat_mch_ALL_2019.csv", wechat_merchant),
    ("_embedded/wechat_mch_SUCCESS_2019.csv", wechat_merchant),
    ("_embedded/yeepay_2011.csv", detail("易宝订单号", "支付时间", "订单金额")),
    ("afadil__wealthfolio/docs/test-data/ai-import-edge-cases.csv", refused("unknown_table", "a broker's list")),
    ("afadil__wealthfolio/e2e/fixtures/semicolon-delimiter.csv", refused("unknown_table", "a broker's list")),
    (DAORU + "微信支付账单流水文件(20190801-20190930)——【解压密码可在微信支付公众号查看】.xlsx", wechat),
    (DAORU + "支付宝交易明细(20230210-20230213).csv", alipay),
    ("beancount__beangulp/beangulp/file_type_testdata/example.qfx",
     refused("unsupported", "an account of funds (INVSTMT): units of funds, no movements of money on an account")),
    ("beancount__beangulp/examples/Downloads/Statement.pdf", refused("not_a_table", "a PDF without a table")),
    (ACP + "802310048993424_20150905.zip", in_zip(zm, lambda n: "ZM" in n)),
    (ACP + "x/INN15090588ZM_802310048993424", zm),
    (ACP + "x/RD201015090501_802310048993424", summary("totals of a clearing day")),
    ("csingley__ofxtools/tests/data/br_nubank_cc.ofx", ofx),
    (DEG + "abc_debit/example-abc_debit-records.csv", bank("交易日期", "交易日期", amount="交易金额")),
    (DEG + "alipay/example-alipay-records.csv", alipay),
    (DEG + "bmo/debit/example-bmo-records.csv", bank("DatePosted", "DatePosted", amount="TransactionAmount")),
    (DEG + "boc/credit/example-boc-records.csv", summary(CARD)),
    (DEG + "bocom_debit/example-bocom_debit-records.csv",
     bank("序号", "交易日期", amount="交易金额", flag="借贷")),
    (DEG + "cgb_credit/example-cgb_credit-records.csv", summary(CARD)),
    (DEG + "citic/credit/example-citic-records.xls", summary(CARD)),
    (DEG + "cmb/debit/example-cmb-records.csv", bank("记账日期", "记账日期", amount="交易金额")),
    (DEG + "hsbchk/debit/example-hsbchk-debit-records.csv", day_first),
    (DEG + "htsec/example-htsec-records.xlsx", refused("unknown_table", "a broker's list, no bank statement")),
    (DEG + "icbc/debit-v1/example-icbc-debit-v1-records.csv",
     bank("交易日期", "交易日期", plus="记账金额(收入)", minus="记账金额(支出)")),
    (DEG + "jd/example-jd-records.csv", wallet("交易订单号", ["交易时间"], "金额", "收/支", "交易状态")),
    (DEG + "spdb_debit/example-spdb_debit-records.xls",
     bank("顺序号", "交易日期", plus="存入金额", minus="取出金额")),
    (DEG + "wechat/example-wechat-records.csv", wechat),
    ("dromara__dax-pay/daxpay-open/daxpay-open-service/src/main/resources/template/对账单模板.xlsx",
     lambda path: dict(Sum("detail").done(), note="a template: a header of two rows, place holders, no row of data")),
    ("focus000__preciouss/tests/fixtures/cmb_credit_sample.csv", summary(CARD)),
    ("focus000__preciouss/tests/fixtures/wechat_sample.xlsx", wechat),
    ("jseutter__ofxparse/tests/fixtures/anzcc.ofx", ofx),
    ("jseutter__ofxparse/tests/fixtures/checking.ofx", ofx),
    ("jseutter__ofxparse/tests/fixtures/ofx-v102-empty-tags.ofx", ofx),
    ("mayswind__ezbookkeeping/testdata/feidee_mymoney_legacy_test_file.xls", refused("unknown_table", UNKNOWN)),
    ("mayswind__ezbookkeeping/testdata/multiple_sheets_excel_file.xls", refused("not_a_table", "no day, no amount")),
    ("ministryofjustice__bai2/tests/data/account_trailer_amount_blank_example.bai2", bai2),
    ("ministryofjustice__bai2/tests/data/nwb_example.bai2", bai2),
    ("tafia__calamine/tests/biff5_write.xls", refused("unknown_table", "four cells of a test, no statement")),
    ("tafia__calamine/tests/date_1904.xls", refused("unknown_table", "two columns of numbers, no header")),
    ("tafia__calamine/tests/pass_protected.xlsx", refused("wrong_password", "another password than 123456")),
    ("wuhai511-ui__duizhangpingtai/order_sample.txt", mojibake),
    ("wzyboy__awesome-beancount/test_data/cmb_credit_cards.csv", summary(CARD)),
])


def main():
    present = sorted(str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and p.name != "INDEX.md")
    unlisted = set(present) ^ set(FILES)
    if unlisted:
        raise SystemExit(f"no entry, or no file: {sorted(unlisted)}")
    table = OrderedDict((name, FILES[name](ROOT / name)) for name in present)
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(e, ensure_ascii=False)}" for name, e in table.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
