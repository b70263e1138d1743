#!/usr/bin/env python3
"""cost_spike and cost_top on the accounts of many trades, written without a look at the rules or at any other account: 10 to 200,000 USD a
day, with closings, holidays, growth, noise of 3 to 25 %, moves and corrections. Events are scored against what was planted, the sums of
cost_top must be those of the rows.

usage: trades_test.py BIN_FOLDER [--shift=N] [ACCOUNT…]

`--shift` throws other dice for the same trades.
"""
import pathlib
import statistics
import sys
import tempfile

from local_workspace import LocalWorkspace
from made_accounts import (INTERACTIVE, JOBS, NORTH, PIPES, PRO, SERVERLESS, SERVING, SQL, Account, Score, arriving, both, climbing,
                           closed_on, closing, daily, leaving, leisure, month_end, office, on_weekday, since, sprints, steady, within, workdays)

F1_WANTED, DELAY_WANTED, DRIVERS_WANTED = 0.90, 1, 0.90
HOLIDAYS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (4, 3), (4, 6), (5, 1), (5, 14), (5, 25)}


def clean_accounts(shift):
    """Nothing happens in them that anybody should be told of, but for prices and moves."""
    yield "clinic", Account(101 + shift, noise=0.20).crowd(5, 8)
    yield "grocer", (Account(102 + shift, end="2026-01-20").crowd(14, 200, rhythms=[closed_on(HOLIDAYS, daily, 0.3),
                                                                                     closed_on(HOLIDAYS, office)]))
    yield "pharma", (Account(103 + shift, noise=0.15).spender(JOBS, "svc-trial", 320, on_weekday(0), job="31")
                     .spender(JOBS, "svc-trial", 150, on_weekday(3), job="32").spender(SERVERLESS, "svc-close", 600, month_end, job="33")
                     .spender(INTERACTIVE, "mira@firm.example", 70, workdays, cluster="c-9").batch_ends("svc-close").crowd(4, 30))
    yield "startup", Account(104 + shift, growth=0.006, noise=0.12).crowd(12, 60)
    yield "university", (Account(105 + shift, noise=0.18).crowd(10, 40).spender(INTERACTIVE, "guest1@uni.example", 130, office, leaving(50),
                                                                               cluster="c-1")
                         .spender(JOBS, "guest2@uni.example", 90, daily, leaving(44), job="12"))
    yield "zoo", Account(106 + shift, noise=0.10).crowd(9, 55, rhythms=[daily, office, sprints])
    yield "quarry", Account(107 + shift, noise=0.25).crowd(30, 90, 0.7)
    yield "auditor", Account(108 + shift, days=120, noise=0.07).crowd(16, 400, rhythms=[closing])
    yield "ski", Account(109 + shift, end="2026-03-04", growth=0.007, noise=0.10).crowd(8, 150, rhythms=[leisure, daily])
    steel = Account(110 + shift, noise=0.05).crowd(18, 120)
    steel.prices = {JOBS: (60, 1.25), SQL: (48, 0.85)}
    yield "steel", steel
    yield "agency", (Account(111 + shift).crowd(8).spender(JOBS, "svc-feed", 180, daily, leaving(55), job="501")
                     .spender(JOBS, "svc-feed", 185, daily, arriving(55), job="777"))
    yield "broker", (Account(112 + shift).crowd(8, 70).spender(JOBS, "svc-risk", 260, workdays, leaving(60), job="88")
                     .spender(SERVERLESS, "svc-risk", 235, workdays, arriving(60), job="88"))
    farm = Account(113 + shift, noise=0.10).crowd(6)
    for who in ("ada", "ben", "cleo"):
        farm.spender(PRO, who + "@farm.example", 70, office, leaving(62), warehouse="wh-old")
        farm.spender(PRO, who + "@farm.example", 72, office, arriving(62), warehouse="wh-new")
    yield "farm", farm
    shipping = Account(114 + shift, noise=0.06).crowd(5, 80)
    for n in range(6):
        shipping.spender(SERVERLESS, "svc-port", 110 + 20 * n, daily, leaving(58), job=str(600 + n))
        shipping.spender(NORTH, "svc-port", 110 + 20 * n, daily, arriving(58), job=str(600 + n))
    yield "shipping", shipping
    museum = Account(115 + shift, noise=0.09).crowd(10, 35)
    museum.tag_of = lambda spender, day: {"team" if day < 50 else "squad": spender["identity"][:3]} if "job" in spender else {}
    yield "museum", museum
    airline = Account(116 + shift, noise=0.06).crowd(12, 300).spender(JOBS, "svc-fares", 900, daily, job="41")
    airline.rebilled = [(day, "41") for day in (40, 41, 66, 67, 68)]
    yield "airline", airline
    foundry = Account(117 + shift, noise=0.09).crowd(10, 70)
    foundry.missing, foundry.late = {33, 34, 61}, {88: 0.8, 89: 0.35}
    yield "foundry", foundry


def single_accounts(shift):
    """One thing happens."""
    yield "bakery", (Account(201 + shift, noise=0.15).spender(JOBS, "owner@bakery.example", 5, daily, job="1")
                     .spender(SQL, "owner@bakery.example", 3, workdays, warehouse="w1")
                     .spender(INTERACTIVE, "son@bakery.example", 3, daily, within(60, 60, 28), cluster="c1")
                     .event("spike", 60, 60, ("cluster", "c1"), identity="son@bakery.example", sku=INTERACTIVE, cluster="c1"))
    yield "haulier", (Account(202 + shift, noise=0.07).crowd(25, 110).spender(SERVERLESS, "svc-route", 240, daily, since(65, 1.6), job="90")
                      .event("level_shift", 65, 89, ("job", "90"), identity="svc-route", sku=SERVERLESS, job="90"))
    bank = Account(203 + shift, days=120, noise=0.06).crowd(40, 1300, rhythms=[closed_on(HOLIDAYS, closing, 0.6)])
    yield "bank", (bank.spender(JOBS, "svc-var", 2500, closing, within(105, 106, 2.6), job="91")
                   .event("spike", 105, 106, ("job", "91"), identity="svc-var", sku=JOBS, job="91"))
    yield "games", (Account(204 + shift, noise=0.10).crowd(12, 90, rhythms=[leisure])
                    .spender(SERVING, "svc-match", 210, leisure, since(70, 2.0), endpoint="matchmaker")
                    .event("level_shift", 70, 89, ("endpoint", "matchmaker"), identity="svc-match", sku=SERVING, endpoint="matchmaker"))
    yield "utility", (Account(205 + shift, noise=0.03).crowd(20, 350, 0.5).spender(PIPES, "svc-meter", 500, daily, climbing(45, 0.012),
                                                                                   pipeline="p-leak")
                      .event("ramp", 45, 89, ("pipeline", "p-leak"), identity="svc-meter", sku=PIPES, pipeline="p-leak"))
    insurer = Account(206 + shift).crowd(9, 60)
    sat = insurer.day_of(5, 60)
    yield "insurer", (insurer.spender(JOBS, "svc-claims", 420, office, within(sat, sat + 1, 10), job="92")
                      .event("spike", sat, sat + 1, ("job", "92"), identity="svc-claims", sku=JOBS, job="92"))
    lottery = Account(207 + shift, noise=0.12).crowd(7)
    monday = lottery.day_of(0, 70)
    yield "lottery", (lottery.spender(SERVERLESS, "svc-draw", 300, on_weekday(0), within(monday, monday, 3), job="93")
                      .event("spike", monday, monday, ("job", "93"), identity="svc-draw", sku=SERVERLESS, job="93"))
    court = Account(208 + shift, days=120, noise=0.10).crowd(6, 50)
    yield "court", (court.spender(JOBS, "svc-fees", 280, month_end, within(100, 105, 3.5), job="94").batch_ends("svc-fees")
                    .event("spike", 102, 102, ("job", "94"), identity="svc-fees", sku=JOBS, job="94"))
    yield "observatory", (Account(209 + shift, noise=0.14).crowd(8, 40)
                          .spender(INTERACTIVE, "leo@sky.example", 85, daily, leaving(40), cluster="c-leo")
                          .spender(INTERACTIVE, "nova@sky.example", 80, office, arriving(70), cluster="c-nova")
                          .event("new_spender", 70, 89, ("identity", "nova@sky.example"), identity="nova@sky.example", sku=INTERACTIVE,
                                 cluster="c-nova"))
    brewery = Account(210 + shift, noise=0.09).crowd(6)
    for n in range(7):
        brewery.spender(SQL, f"taster{n}@brew.example", 20, office, since(68, 1.7), warehouse="wh-bar")
    yield "brewery", brewery.event("level_shift", 68, 89, ("warehouse", "wh-bar"), sku=SQL, warehouse="wh-bar")
    yield "railway", (Account(211 + shift, noise=0.20).crowd(45, 3500).spender(JOBS, "svc-track", 5000, daily, within(72, 72, 3.2), job="95")
                      .event("spike", 72, 72, ("job", "95"), identity="svc-track", sku=JOBS, job="95"))
    yield "fishery", (Account(212 + shift, noise=0.08).crowd(5, 30)
                      .spender(INTERACTIVE, "finn@sea.example", 60, daily, climbing(70, 0.06), cluster="c-sea")
                      .event("ramp", 70, 89, ("identity", "finn@sea.example"), identity="finn@sea.example", sku=INTERACTIVE,
                             cluster="c-sea"))
    yield "refinery", (Account(213 + shift, noise=0.05).crowd(15, 200).spender(PIPES, "svc-flow", 150, daily, within(77, 77, 6), pipeline="p-3")
                       .event("spike", 77, 77, ("pipeline", "p-3"), identity="svc-flow", sku=PIPES, pipeline="p-3"))
    mint = Account(214 + shift, noise=0.08).crowd(8, 60)
    first = next(day for day in range(60, 90) if mint.date(day).day == 1)
    yield "mint", (mint.spender(SERVERLESS, "svc-coin", 140, daily, within(first, first, 5), job="96")
                   .event("spike", first, first, ("job", "96"), identity="svc-coin", sku=SERVERLESS, job="96"))
    yield "harbour", (Account(215 + shift, noise=0.10).crowd(10, 70).spender(PRO, "svc-dock", 90, daily, within(88, 89, 4), warehouse="wh-d")
                      .event("spike", 88, 89, ("warehouse", "wh-d"), identity="svc-dock", sku=PRO, warehouse="wh-d"))
    chorus = Account(216 + shift, noise=0.08).crowd(6, 40)
    for n in range(8):
        chorus.spender(SERVERLESS, "svc-score", 22 + n, daily, since(66, 1.6), job=str(700 + n))
    yield "chorus", chorus.event("level_shift", 66, 89, ("identity", "svc-score"), identity="svc-score", sku=SERVERLESS)
    yield "weekly", (Account(217 + shift, noise=0.25).crowd(20, 100).spender(JOBS, "svc-press", 400, workdays, since(69, 2.2), job="97")
                     .event("level_shift", 69, 89, ("job", "97"), identity="svc-press", sku=JOBS, job="97"))


def several_accounts(shift):
    """More than one thing happens, or it happens while something else misleads."""
    yield "media", (Account(301 + shift, noise=0.08).crowd(30, 500)
                    .spender(PIPES, "svc-stream", 700, daily, climbing(62, 0.04), pipeline="p-live")
                    .event("ramp", 62, 89, ("pipeline", "p-live"), identity="svc-stream", sku=PIPES, pipeline="p-live")
                    .spender(JOBS, "svc-cut", 300, office, within(50, 51, 4), job="81")
                    .event("spike", 50, 51, ("job", "81"), identity="svc-cut", sku=JOBS, job="81")
                    .spender(SERVING, "svc-tag", 160, daily, arriving(74), endpoint="tagger")
                    .event("new_spender", 74, 89, ("endpoint", "tagger"), identity="svc-tag", sku=SERVING, endpoint="tagger"))
    yield "telecom", (Account(302 + shift, noise=0.10, growth=0.003).crowd(110, 900, 0.8)
                      .spender(JOBS, "svc-cdr", 2000, daily, since(63, 1.55), job="82")
                      .event("level_shift", 63, 89, ("job", "82"), identity="svc-cdr", sku=JOBS, job="82")
                      .spender(SERVERLESS, "svc-churn", 900, daily, arriving(71), job="83")
                      .event("new_spender", 71, 89, ("job", "83"), identity="svc-churn", sku=SERVERLESS, job="83"))
    press = Account(303 + shift, noise=0.08).crowd(12, 60).spender(JOBS, "svc-print", 170, daily, within(75, 75, 3.5), job="84")
    press.missing, press.late = {40, 74}, {88: 0.85, 89: 0.4}
    yield "newspaper", press.event("spike", 75, 75, ("job", "84"), identity="svc-print", sku=JOBS, job="84")
    hotel = Account(304 + shift, noise=0.06).crowd(12, 90).spender(SQL, "svc-desk", 200, leisure, since(72, 1.7), warehouse="wh-h")
    hotel.prices = {SQL: (50, 1.2)}
    yield "hotel", hotel.event("level_shift", 72, 89, ("warehouse", "wh-h"), identity="svc-desk", sku=SQL, warehouse="wh-h")
    theatre = Account(305 + shift, noise=0.10).crowd(8, 50)
    sat = theatre.day_of(5, 62)
    theatre.spender(JOBS, "svc-stage", 260, office, lambda day: 9.0 if theatre.date(day).weekday() >= 5 and sat <= day <= sat + 15 else 1.0,
                    job="85")
    yield "theatre", theatre.event("spike", sat, sat + 15, ("job", "85"), identity="svc-stage", sku=JOBS, job="85")
    yield "mill", (Account(306 + shift, noise=0.09).crowd(10, 50)
                   .spender(SERVERLESS, "svc-saw", 130, daily, both(within(40, 40, 4), since(70, 1.8)), job="86")
                   .event("spike", 40, 40, ("job", "86"), identity="svc-saw", sku=SERVERLESS, job="86")
                   .event("level_shift", 70, 89, ("job", "86"), identity="svc-saw", sku=SERVERLESS, job="86"))
    yield "orchestra", (Account(307 + shift, noise=0.11).crowd(9, 60).spender(JOBS, "svc-bow", 300, daily, since(60, 0.4), job="87")
                        .spender(PRO, "svc-hall", 150, office, since(60, 1.9), warehouse="wh-o")
                        .event("level_shift", 60, 89, ("warehouse", "wh-o"), identity="svc-hall", sku=PRO, warehouse="wh-o"))
    port = Account(308 + shift, noise=0.07).crowd(6, 80)
    for n in range(3):  # moved to another region, and one of them runs twice over since
        port.spender(SERVERLESS, f"svc-ship{n}", 160, daily, leaving(55), job=str(610 + n))
        port.spender(NORTH, f"svc-ship{n}", 160, daily, both(arriving(55), since(72, 2.0 if n == 1 else 1.0)), job=str(610 + n))
    yield "port", port.event("level_shift", 72, 89, ("job", "611"), identity="svc-ship1", sku=NORTH, job="611")
    airfield = Account(309 + shift, noise=0.06).crowd(10, 200).spender(JOBS, "svc-seat", 500, daily, within(80, 80, 3), job="42")
    airfield.rebilled = [(day, "42") for day in (50, 51, 52)]
    yield "airfield", airfield.event("spike", 80, 80, ("job", "42"), identity="svc-seat", sku=JOBS, job="42")
    holiday = Account(310 + shift, end="2026-01-20", noise=0.07).crowd(10, 80, rhythms=[closed_on(HOLIDAYS, office)])
    yield "toys", (holiday.spender(SERVING, "svc-gift", 120, closed_on(HOLIDAYS, daily, 0.4), within(66, 67, 5), endpoint="gift-ideas")
                   .event("spike", 66, 67, ("endpoint", "gift-ideas"), identity="svc-gift", sku=SERVING, endpoint="gift-ideas"))
    fund = Account(311 + shift, noise=0.12).crowd(14, 150)
    fund.spender(INTERACTIVE, "kai@fund.example", 50, workdays, since(67, 3.0), cluster="c-kai")
    fund.event("level_shift", 67, 89, ("cluster", "c-kai"), identity="kai@fund.example", sku=INTERACTIVE, cluster="c-kai")
    fund.spender(JOBS, "svc-nav", 380, workdays, within(53, 53, 2.8), job="89")
    yield "fund", fund.event("spike", 53, 53, ("job", "89"), identity="svc-nav", sku=JOBS, job="89")


def moved_accounts(shift):
    """Principals who run many things, and work that moves: written later, with the rules known."""
    carrier = Account(401 + shift, noise=0.08).crowd(6, 60)
    for n in range(6):
        carrier.spender(SQL, "svc-bi", 120, office, since(66, 2.2) if n == 3 else steady, warehouse=f"wh-{n}")
    yield "carrier", carrier.event("level_shift", 66, 89, ("warehouse", "wh-3"), identity="svc-bi", sku=SQL, warehouse="wh-3")
    trust = Account(402 + shift, noise=0.10).crowd(6, 60)
    for n in range(12):
        trust.spender(PIPES, "svc-flow", 45, daily, within(75, 75, 5) if n == 7 else steady, pipeline=f"p-{n}")
    yield "trust", trust.event("spike", 75, 75, ("pipeline", "p-7"), identity="svc-flow", sku=PIPES, pipeline="p-7")
    gateway = Account(403 + shift, noise=0.09).crowd(5, 60)
    for n in range(5):
        gateway.spender(SERVING, "svc-app", 110, daily, arriving(70) if n == 4 else steady, endpoint=f"model-{n}")
    yield "gateway", gateway.event("new_spender", 70, 89, ("endpoint", "model-4"), identity="svc-app", sku=SERVING, endpoint="model-4")
    canal, relay = Account(404 + shift).crowd(6, 50), Account(405 + shift).crowd(6, 50)
    for n in range(4):
        canal.spender(PRO, f"clerk{n}@lock.example", 80, office, leaving(63), warehouse="wh-lock")
        canal.spender(SQL, f"clerk{n}@lock.example", 84, office, arriving(63), warehouse="wh-lock")
        relay.spender(PIPES, f"runner{n}@relay.example", 70, daily, leaving(59), pipeline=f"p-{n}")
        relay.spender(PIPES, "svc-relay", 70, daily, arriving(59), pipeline=f"p-{n}")
    yield "canal", canal
    yield "relay", relay
    yield "tram", (Account(406 + shift).crowd(6, 50)
                   .spender(JOBS, "svc-rail", 200, daily, lambda day: min(1.0, max(0.0, (66 - day) / 10)), job="900")
                   .spender(JOBS, "svc-rail", 200, daily, lambda day: min(1.0, max(0.0, (day - 56) / 10)), job="901"))
    granary = Account(407 + shift).crowd(6, 50).spender(SERVERLESS, "svc-grain", 300, daily, leaving(61), job="910")
    for n in range(3):
        granary.spender(SERVERLESS, "svc-grain", 100, daily, arriving(61), job=str(911 + n))
    yield "granary", granary
    yield "printer", (Account(408 + shift).crowd(6, 50).spender(JOBS, "svc-ink", 120, daily, leaving(60), job="920")
                      .spender(JOBS, "svc-ink", 120, daily, both(arriving(60), since(60, 2.25)), job="921")
                      .event("level_shift", 60, 89, ("job", "921"), identity="svc-ink", sku=JOBS, job="921"))
    pool, swarm = Account(409 + shift).crowd(6, 50), Account(410 + shift).crowd(6, 50)
    for n in range(8):
        pool.spender(SQL, f"swimmer{n}@pool.example", 15, daily, arriving(71), warehouse="wh-pool")
        swarm.spender(JOBS, "svc-bee", 14, daily, arriving(68), job=str(930 + n))
    yield "pool", pool.event("new_spender", 71, 89, ("warehouse", "wh-pool"), sku=SQL, warehouse="wh-pool")
    yield "swarm", swarm.event("new_spender", 68, 89, ("identity", "svc-bee"), identity="svc-bee", sku=JOBS)
    depot = Account(411 + shift).crowd(6, 50)
    for n in range(5):
        depot.spender(SQL, "svc-store", 90, daily, leaving(64) if n == 0 else arriving(64) if n == 1 else steady, warehouse=f"wh-{n}")
    yield "depot", depot


def differences(account, data):
    """Where cost_top tells another sum than the rows have."""
    truth = account.true_sums()
    wrong = []
    if abs(data["total_usd"] - truth["total"][""]) > 0.01:
        wrong.append(("total", data["total_usd"], truth["total"][""]))
    if abs(sum(data["trend"]) - data["total_usd"]) > 0.01:
        wrong.append(("trend", sum(data["trend"]), data["total_usd"]))
    for name in ("sku", "identity", "job", "warehouse", "pipeline", "endpoint", "cluster", "tag"):
        told = {line["key"]: line["usd"] for line in data["by_" + name]}
        others = told.pop("(others)", 0.0)
        rest = sum(usd for key, usd in truth[name].items() if key not in told)
        if abs(rest - others) > 0.01:
            wrong.append((name, "(others)", others, rest))
        wrong += [(name, key, usd, truth[name].get(key)) for key, usd in told.items() if abs(usd - truth[name].get(key, 0)) > 0.01]
    if "list price" not in data["note"].lower():
        wrong.append(("note", data["note"]))
    return wrong


def judge(workspace, score, name, account):
    workspace.load(account.usage(), "system.billing.usage")
    workspace.load(account.price_rows(), "system.billing.list_prices")
    at = {"days": account.days, "as_of": f"{account.end}T23:00:00Z"}
    score.add(name, account, workspace.workflow("cost_spike", at)["data"]["events"])
    return [(name, *difference) for difference in differences(account, workspace.workflow("cost_top", at)["data"])]


def main():
    shift = next((int(arg.split("=")[1]) for arg in sys.argv if arg.startswith("--shift=")), 0)
    only = {arg for arg in sys.argv[2:] if not arg.startswith("--")}
    score, wrong_sums, many = Score(), [], 0
    with tempfile.TemporaryDirectory() as folder:
        workspace = LocalWorkspace(pathlib.Path(sys.argv[1]), folder)
        try:
            for name, account in [*clean_accounts(shift), *single_accounts(shift), *several_accounts(shift), *moved_accounts(shift)]:
                if not only or name in only:
                    wrong_sums += judge(workspace, score, name, account)
                    many += 1
        finally:
            workspace.stop()
    precision, recall, f1 = score.figures()
    found, delay = len(score.delays), statistics.median(score.delays or [99])
    print("\n".join(score.lines))
    print(f"trades: {many} accounts, {found} events found, {score.missed} missed, {score.false} false ({score.false_on_clean} on clean ones), "
          f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}, median delay {delay} days, driver right in {score.driver_right}, "
          f"kind in {score.kind_right}, money off by {statistics.median(score.money_errors or [0]):.0%} (median); "
          f"sums of cost_top that differ: {wrong_sums[:8]}")
    if wrong_sums or (not only and (f1 < F1_WANTED or delay > DELAY_WANTED or score.driver_right < DRIVERS_WANTED * found)):
        sys.exit("below what is promised")


if __name__ == "__main__":
    main()
