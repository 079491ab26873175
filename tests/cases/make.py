"""Makes the invented files of the twelve cases, the same bytes every time: `python3 make.py`.

Shops, people, companies and numbers are made up; the column headers are those of real exports. What each case has to
lead to is NOT made here: `expected.json` is written by hand from the facts, and `answers.json` says what the owner did.
"""

import csv, io, pathlib
from datetime import datetime, timedelta
from decimal import Decimal as D, ROUND_HALF_UP

HERE = pathlib.Path(__file__).parent
CENT = D("0.01")


def fee_of(amount, rate):
    return (D(amount) * D(rate)).quantize(CENT, ROUND_HALF_UP)


class Sales:
    """Rows of an acquirer's export; each is a dict with what all layouts need."""

    def __init__(self, merchant, shop, rate="0.0038", start=100):
        self.merchant, self.shop, self.rate, self.n, self.rows = merchant, shop, rate, start, []

    def add(self, at, amount, kind="消费", terminal="62008801", card="622202******4417", card_kind="借记卡",
            channel="银行卡", code="00", status="交易成功", operator="01", rate=None, ref=None, orig="", auth=""):
        self.n += 1
        moment = datetime.strptime(at, "%Y-%m-%d %H:%M:%S")
        sign = -1 if kind in ("退货", "撤销") else 1
        fee = D("0.00") if kind in ("退货", "撤销", "预授权") or code != "00" else fee_of(amount, rate or self.rate)
        self.rows.append(dict(at=moment, amount=D(amount) * sign, fee=fee, kind=kind, terminal=terminal, card=card,
                              card_kind=card_kind, channel=channel, code=code, status=status, operator=operator,
                              voucher=f"{self.n:06d}", orig=orig, auth=auth,
                              ref=ref or f"{moment:%m%d}{(self.n * 48611) % 100000000:08d}"))
        return self.rows[-1]

    def net(self, *days):
        return sum((r["amount"] - r["fee"] for r in self.rows
                    if f"{r['at']:%m-%d}" in days and r["code"] == "00" and r["kind"] != "预授权"), D(0))

    def generic(self):
        """The columns that acquirers' merchant portals share, with answer code and operator."""
        out = ["交易时间,商户编号,终端号,批次号,凭证号,参考号,授权码,卡号,卡类型,交易类型,支付方式,交易金额,手续费,结算金额,应答码,操作员,原参考号,交易状态"]
        for r in sorted(self.rows, key=lambda r: r["at"]):
            out.append(",".join(map(str, [r["at"].strftime("%Y-%m-%d %H:%M:%S"), self.merchant, r["terminal"], "000131",
                                          r["voucher"], r["ref"], r["auth"], r["card"], r["card_kind"], r["kind"], r["channel"],
                                          r["amount"], r["fee"], r["amount"] - r["fee"], r["code"], r["operator"], r["orig"],
                                          r["status"]])))
        return "\n".join(out) + "\n"

    def ums(self):
        """The 26 columns of the export that the shop's fixtures in tests/fixtures use too."""
        rows = sorted(self.rows, key=lambda r: r["at"])
        total = sum((r["amount"] for r in rows), D(0)), sum((r["fee"] for r in rows), D(0))
        out = [f"交易笔数：{len(rows)}  交易金额：{total[0]}  手续费：{total[1]}  清算金额：{total[0] - total[1]}",
               "清算日期,交易时间,终端号,交易类型,卡号,交易金额,清算金额,手续费,T0手续费,D1手续费,流水号,检索号,卡类型,发卡行,商户号,商户名称,分店简称,商户订单号,银商订单号,交易方式,分店,优惠金额,分期手续费,付款附言,备注,买家ID"]
        for r in rows:
            day = r["at"] + (timedelta(days=1) if r["at"].hour >= 23 else timedelta())
            out.append(",".join(map(str, [f"{day:%Y%m%d}", r["at"].strftime("%Y-%m-%d %H:%M:%S"), r["terminal"], r["kind"], r["card"],
                                          r["amount"], r["amount"] - r["fee"], r["fee"], 0, 0, r["voucher"], r["ref"],
                                          r["card_kind"], "样例银行", self.merchant, self.shop, "总店",
                                          f"{r['at']:%Y%m%d%H%M%S}{r['voucher']}", f"7102{r['at']:%Y%m%d%H%M%S}{r['voucher']}",
                                          r["card_kind"] if r["channel"] == "银行卡" else r["channel"], "总店", 0, 0, "", "", ""])))
        return "\n".join(out) + "\n"


def bank(lines, opening="8200.00"):
    """A statement in the layout that BOC's site exports: newest last, balance after each line."""
    out = ["交易时间,业务摘要,对方账户名称,对方账户账号,收入金额,支出金额,余额"]
    balance = D(opening)
    for when, memo, who, amount in sorted(lines):
        amount = D(amount)
        balance += amount
        income, spent = (f"{amount:.2f}", "") if amount > 0 else ("", f"{-amount:.2f}")
        out.append(f"{when},{memo},{who},{'6229' + str(abs(hash_of(who)) % 10**8).zfill(8)},{income},{spent},{balance:.2f}")
    return "\n".join(out) + "\n"


def hash_of(text):
    value = 7
    for c in text:
        value = (value * 31 + ord(c)) % (2**31)
    return value


def put(case, name, text, encoding="utf-8-sig"):
    folder = HERE / case / "files"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))


def life(*days):
    """What happens on an account besides payouts."""
    what = [("电费", "市供电公司", "-186.40"), ("货款", "城东批发部", "-1320.00"), ("网转", "陆某某", "-500.00"),
            ("话费", "某通信公司", "-99.00"), ("利息", "", "1.37")]
    return [(f"2026-{d} 15:{20 + i}:08", *what[i % len(what)]) for i, d in enumerate(days)]


PAYER = "青杉支付有限公司客户备付金"


def paid(day, amount, who=PAYER, memo="商户资金清算"):
    return (f"2026-{day} 09:12:33", memo, who, str(amount))


def ordinary(sales, days, amounts=("128.00", "356.50", "88.00")):
    for i, day in enumerate(days):
        for j, amount in enumerate(amounts):
            sales.add(f"2026-{day} {10 + 3 * j}:{12 + i * 3:02d}:{(7 * i + 11 * j) % 60:02d}", D(amount) + i * D("7.30") + j,
                      card=f"622202******{4417 + i * 7 + j}")


def holiday():
    s = Sales("899330158120011", "北巷小馆")
    ordinary(s, ["09-28", "09-29", "09-30"])
    put("01_holiday_false_alarm", "收单明细_202609.csv", s.ums(), "gbk")
    put("01_holiday_false_alarm", "银行流水_0925-1003.csv",
        bank([paid("09-29", s.net("09-28")), paid("09-30", s.net("09-29")), *life("09-25", "09-29", "10-02", "10-03")]))


def frozen():
    s = Sales("899330158120022", "河埠头五金店", start=300)
    ordinary(s, ["11-09", "11-10", "11-11"])
    put("02_frozen_card", "收单明细_202611.csv", s.ums(), "gbk")
    put("02_frozen_card", "银行流水_1106-1118.csv",
        bank([paid("11-10", s.net("11-09")), *life("11-06", "11-09", "11-13", "11-16", "11-18")]))


def class_two():
    s = Sales("899330158120033", "阿明灯具", start=500)
    ordinary(s, ["11-09", "11-10", "11-11"])
    s.add("2026-11-10 16:40:05", "6800.00", card="622202******7731")
    s.add("2026-11-10 17:05:49", "5250.00", card="622202******9082")
    put("03_class_two_account", "收单明细_202611.csv", s.ums(), "gbk")
    put("03_class_two_account", "银行流水_1106-1118.csv",
        bank([paid("11-10", s.net("11-09")), paid("11-12", s.net("11-11")), *life("11-06", "11-09", "11-13", "11-16", "11-18")]))


def risk_hold():
    s = Sales("899330158120044", "青禾家居店", start=700)
    ordinary(s, ["11-05", "11-06", "11-09"])
    s.add("2026-11-09 21:50:12", "20000.00", card="622202******1108", card_kind="贷记卡", rate="0.006")
    put("04_risk_hold", "收单明细_202611.csv", s.ums(), "gbk")
    put("04_risk_hold", "银行流水_1104-1119.csv",
        bank([paid("11-06", s.net("11-05")), paid("11-09", s.net("11-06")), *life("11-04", "11-09", "11-13", "11-16", "11-19")]))


def bank_delay():
    s = Sales("329330158120055", "云溪茶庄有限公司", start=900)
    ordinary(s, ["10-15", "10-16", "10-19", "10-20"])
    who = "南桥银行收单业务待清算户"
    put("05_bank_acquirer_delay", "商户交易明细_202610.csv", s.generic())
    put("05_bank_acquirer_delay", "对公流水_1014-1102.csv",
        bank([paid("10-16", s.net("10-15"), who), paid("10-19", s.net("10-16"), who), paid("10-21", s.net("10-20"), who),
              *life("10-14", "10-19", "10-26", "10-30", "11-02")]))


def agent():
    s = Sales("899330158120066", "小巷水果摊", start=1100)
    ordinary(s, ["11-03", "11-04", "11-05", "11-06"])
    put("06_agent_kept_it", "收单明细_202611.csv", s.ums(), "gbk")
    put("06_agent_kept_it", "银行流水_1102-1116.csv",
        bank([paid("11-04", s.net("11-03")), paid("11-05", s.net("11-04")), *life("11-02", "11-05", "11-10", "11-13", "11-16")]))


def unlicensed():
    s = Sales("M20260088177", "渡口炒货店", start=1300)
    ordinary(s, ["11-02", "11-03", "11-04", "11-05"])
    who = "快付宝网络科技有限公司"
    put("07_unlicensed", "平台流水_202611.csv", s.generic())
    put("07_unlicensed", "银行流水_1101-1113.csv",
        bank([paid("11-03", s.net("11-02"), who, "货款"), paid("11-04", s.net("11-03"), who, "货款"),
              *life("11-01", "11-04", "11-09", "11-12", "11-13")]))


def one_sided():
    s = Sales("899330158120088", "晨光文具店", start=1500)
    ordinary(s, ["11-11", "11-12"])
    s.add("2026-11-12 18:22:40", "1680.00", code="98", status="交易超时", card="622202******6620", ref="111284512207")
    put("08_one_sided_98", "交易明细_202611.csv", s.generic())
    put("08_one_sided_98", "银行流水_1110-1117.csv",
        bank([paid("11-12", s.net("11-11")), paid("11-13", s.net("11-12")), *life("11-10", "11-12", "11-16", "11-17")]))


def preauth():
    s = Sales("899330158120099", "临湖小院民宿", start=1700)
    ordinary(s, ["11-05", "11-06"])
    s.add("2026-11-05 14:03:20", "2000.00", kind="预授权", auth="A55120", card="622202******3305", card_kind="贷记卡", ref="110577120931")
    done = s.add("2026-11-04 13:40:00", "900.00", kind="预授权", auth="A41877", card="622202******8820", card_kind="贷记卡")
    s.add("2026-11-06 11:20:00", "860.00", kind="预授权完成", auth="A41877", card=done["card"], card_kind="贷记卡")
    put("09_preauth_open", "交易明细_202611.csv", s.generic())
    put("09_preauth_open", "银行流水_1104-1112.csv",
        bank([paid("11-06", s.net("11-05")), paid("11-09", s.net("11-06")), *life("11-04", "11-06", "11-10", "11-12")]))


def staff():
    s = Sales("899330158120110", "渔人码头海鲜店", start=1900)
    days = ["11-09", "11-10", "11-11", "11-12"]
    for i, day in enumerate(days):
        for j, (at, amount, operator) in enumerate([("12:05:11", "268.00", "01"), ("13:31:40", "431.00", "02"), ("19:12:09", "366.00", "01"), ("20:47:55", "518.00", "03")]):
            sale = s.add(f"2026-{day} {at}", D(amount) + 11 * i, operator=operator, card=f"622202******{5100 + 10 * i + j}",
                         ref=f"{day.replace('-', '')}5500{i}{j}00")
            if j == 3 and i < 3:
                s.add(f"2026-{day} 22:4{i}:30", sale["amount"], kind="撤销", operator="03", card="621700******9001",
                      ref=sale["ref"], orig=sale["ref"])
    net = lambda day: sum((r["amount"] - r["fee"] for r in s.rows if f"{r['at']:%m-%d}" == day), D(0))
    # A voided sale costs no fee.
    for r in s.rows:
        if r["operator"] == "03" and any(v["kind"] == "撤销" and v["ref"] == r["ref"] for v in s.rows):
            r["fee"] = D("0.00")
    put("10_staff_refunds", "交易明细_202611.csv", s.generic())
    put("10_staff_refunds", "银行流水_1109-1117.csv",
        bank([paid("11-10", net("11-09")), paid("11-11", net("11-10")), paid("11-12", net("11-11")), paid("11-13", net("11-12")),
              *life("11-09", "11-13", "11-16", "11-17")]))


def fee_over():
    s = Sales("899330158120121", "望江理发店", rate="0.0060", start=2100)
    ordinary(s, ["11-09", "11-10"])
    put("11_fee_overcharge", "收单明细_202611.csv", s.ums(), "gbk")
    put("11_fee_overcharge", "银行流水_1109-1116.csv",
        bank([paid("11-10", s.net("11-09")), paid("11-11", s.net("11-10")), *life("11-09", "11-12", "11-16")]))


def double():
    s = Sales("899330158120132", "老街羊肉馆", start=2300)
    ordinary(s, ["11-09", "11-10"])
    s.add("2026-11-10 18:30:05", "742.00", card="622202******2764", ref="111030114471")
    second = s.add("2026-11-10 18:31:40", "742.00", card="622202******2764", ref="111030114472")
    put("12_double_charge", "收单明细_202611.csv", s.ums(), "gbk")
    put("12_double_charge", "银行流水_1109-1117.csv",
        bank([paid("11-10", s.net("11-09")), paid("11-11", s.net("11-10") - second["amount"] + second["fee"]),
              *life("11-09", "11-12", "11-16", "11-17")]))


for make in (holiday, frozen, class_two, risk_hold, bank_delay, agent, unlicensed, one_sided, preauth, staff, fee_over, double):
    make()
