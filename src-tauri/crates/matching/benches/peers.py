"""The same question put to pandas, DuckDB and SQLite, each doing its best.

    peers.py FOLDER CASE PEER

FOLDER holds sales.csv (row, agreement, account, due day, order number, gross, net), credits.csv (account, day, amount,
memo) and lost.csv (row); amounts in fen, days since 1970. CASE is "key" (order number in the memo), "each" (one credit a
sale) or "net" (one credit a due day). The peers are given the agreement's rates, cut-off and calendar, for the net and
the due day stand in sales.csv. Prints one line: load and match seconds, processor seconds of the match, peak MB, sales named, with the right credit and
amount, short credits named, right. What a peer cannot answer is "-".
"""
import resource
import sys
import time
from collections import Counter

folder, case, peer = sys.argv[1:4]
DAYS_LATE = 3


def stamp():
    """The matching begins: what the processor did until now was loading."""
    global processor
    processor = time.process_time()
    return time.perf_counter()


def pandas_peer():
    import pandas as pd

    start = time.perf_counter()
    sales = pd.read_csv(f"{folder}/sales.csv", dtype={"order": str, "account": str})
    credits = pd.read_csv(f"{folder}/credits.csv", dtype={"account": str, "memo": str}, keep_default_na=False)
    loaded = stamp()
    if case == "net":
        due = sales.groupby(["agreement", "account", "due"], as_index=False)["net"].sum()
        left = due[due["net"] > 0]
        free = credits.copy()
        for late in range(DAYS_LATE + 1):
            here = left.assign(on=left["due"] + late)
            here["n"] = here.groupby(["account", "on", "net"]).cumcount()
            free["n"] = free.groupby(["account", "on", "amount"]).cumcount()
            hit = here.merge(free.reset_index(), left_on=["account", "on", "net", "n"],
                             right_on=["account", "on", "amount", "n"])
            free = free.drop(hit["index"])
            left = left.merge(hit[["agreement", "due"]], on=["agreement", "due"], how="left", indicator=True)
            left = left[left["_merge"] == "left_only"].drop(columns="_merge")
        # Several credits of one day may be one payout.
        day = free.groupby(["account", "on"], as_index=False)["amount"].sum()
        split = left.merge(day, left_on=["account", "due", "net"], right_on=["account", "on", "amount"])
        left = left[~left.set_index(["agreement", "due"]).index.isin(split.set_index(["agreement", "due"]).index)]
        return loaded - start, time.perf_counter() - loaded, None, set(zip(left["agreement"], left["due"]))
    left, free = sales, credits
    if case == "key":
        free = free.assign(order=free["memo"].str.extract(r"(4200\d{24})", expand=False))
        hit = left.merge(free.reset_index()[["index", "account", "order"]].dropna(), on=["account", "order"])
        left = left[~left["row"].isin(hit["row"])]
        free = free.drop(hit["index"])
    for late in range(DAYS_LATE + 1):
        here = left.assign(on=left["due"] + late)
        here["n"] = here.groupby(["account", "on", "net"]).cumcount()
        there = free.reset_index()
        there["n"] = there.groupby(["account", "on", "amount"]).cumcount()
        hit = here.merge(there, left_on=["account", "on", "net", "n"], right_on=["account", "on", "amount", "n"])
        left = left[~left["row"].isin(hit["row"])]
        free = free.drop(hit["index"])
    return loaded - start, time.perf_counter() - loaded, list(left["row"]), None


ONE_PASS = """
create temp table hit as
with s as (select row, account, due + {late} as d, net, row_number() over
             (partition by account, due, net order by row) as n from left_sales),
     c as (select line, account, day, amount, row_number() over
             (partition by account, day, amount order by line) as n from free)
select s.row as row, c.line as line from s join c
    on s.account = c.account and s.d = c.day and s.net = c.amount and s.n = c.n"""


def sql_peer(run, loaded, start):
    if case == "net":
        run("""create temp table left_sales as select min(row) as row, agreement, account, due, sum(net) as net
               from sales group by agreement, account, due having sum(net) > 0""")
        run("create temp table free as select line, account, day, amount from credits")
    else:
        run("create temp table free as select line, account, day, amount, number from credits")
        run("create temp table left_sales as select row, account, due, net, number from sales")
        if case == "key":
            run("""create temp table hit as select s.row as row, c.line as line
                   from left_sales s join free c on s.number = c.number and s.account = c.account""")
            run("delete from left_sales where row in (select row from hit)")
            run("delete from free where line in (select line from hit)")
            run("drop table hit")
    for late in range(DAYS_LATE + 1):
        run(ONE_PASS.format(late=late))
        run("delete from left_sales where row in (select row from hit)")
        run("delete from free where line in (select line from hit)")
        run("drop table hit")
    if case == "net":
        rest = run("""select agreement, due from left_sales s where not exists
                      (select 1 from (select account, day, sum(amount) as sum from free group by account, day) d
                       where d.account = s.account and d.day = s.due and d.sum = s.net)""").fetchall()
        return loaded - start, time.perf_counter() - loaded, None, set(rest)
    rest = [row for (row,) in run("select row from left_sales").fetchall()]
    return loaded - start, time.perf_counter() - loaded, rest, None


def duckdb_peer():
    import duckdb

    start = time.perf_counter()
    db = duckdb.connect()
    db.execute(f"create table sales as select row, agreement, account, due, \"order\" as number, gross, net from "
               f"read_csv('{folder}/sales.csv', types={{'order': 'VARCHAR', 'account': 'VARCHAR'}})")
    db.execute(f"create table raw as select line, account, \"on\" as day, amount, memo from "
               f"read_csv('{folder}/credits.csv', types={{'account': 'VARCHAR', 'memo': 'VARCHAR'}})")
    loaded = stamp()
    db.execute("create table credits as select line, account, day, amount, "
               "nullif(regexp_extract(memo, '4200[0-9]{24}'), '') as number from raw")
    return sql_peer(db.execute, loaded, start)


def sqlite_peer():
    import csv
    import re
    import sqlite3

    start = time.perf_counter()
    db = sqlite3.connect(":memory:")
    db.execute("create table sales (row integer primary key, agreement integer, account text, due integer, number text, "
               "gross integer, net integer)")
    db.execute("create table credits (line integer primary key, account text, day integer, amount integer, number text)")
    number = re.compile(r"4200\d{24}")
    with open(f"{folder}/sales.csv") as file:
        rows = csv.reader(file)
        next(rows)
        db.executemany("insert into sales values (?,?,?,?,?,?,?)", rows)
    with open(f"{folder}/credits.csv") as file:
        rows = csv.reader(file)
        next(rows)

        def typed():
            for line, account, on, amount, memo in rows:
                found = number.search(memo)
                yield line, account, on, amount, found.group() if found else None

        db.executemany("insert into credits values (?,?,?,?,?)", typed())
    # SQLite is given the numbers and the index that it needs; both count as loading.
    db.execute("create index by_number on credits (number)")
    loaded = stamp()
    return sql_peer(db.execute, loaded, start)


try:
    load, match, rows, days = {"pandas": pandas_peer, "duckdb": duckdb_peer, "sqlite": sqlite_peer}[peer]()
except ImportError:
    print("not installed")
    sys.exit(0)

processor = time.process_time() - processor
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
keys, truth, short = {}, Counter(), set()
with open(f"{folder}/lost.csv") as file:
    lost = {int(line) for line in file}
wanted = lost | set(rows or [])
with open(f"{folder}/sales.csv") as file:
    next(file)
    for line in file:
        row, agreement, _, due, _, gross, _ = line.split(",")
        if int(row) in wanted:
            keys[int(row)] = (int(agreement), int(due), int(gross))
for row in lost:
    truth[keys[row]] += 1
    short.add(keys[row][:2])
said = right = "-"
if rows is not None:
    said = len(rows)
    right = sum((Counter(keys[row] for row in rows) & truth).values())
    days = {keys[row][:2] for row in rows}
print(f"{load:.3f} {match:.3f} {processor:.3f} {memory:.0f} {said} {right} {len(days)} {len(days & short)} {len(lost)} {len(short)}")
