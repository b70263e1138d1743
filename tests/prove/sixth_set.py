"""The sixth set: other trades, written without a look at the rules or at what the earlier sets found. First score in docs/prove_table.md."""
import datetime
import math
import random

from tables import (DAY, Table, any_of, choice, counter, day, later, lognormal, moments, normal, pareto, pattern, recase, sentence, stamp,
                    uniform, unique, whole)

TOWNS = ["Ghent", "Porto", "Turku", "Basel", "Cork", "Lviv", "Split", "Graz", "Malmö", "Nîmes"]
NOTES = "rinse cycle stopped early belt worn filter cleaned pressure low checked again ok sensor swapped see photo parts due".split()
LAST = ["Adeyemi", "Bianchi", "Castro", "Dvorak", "Eriksen", "Fournier", "Gruber", "Horvat", "Ito", "Keane"]


def parcels(seed, rows=5200):
    t = Table("parcel_scans", rows, seed)
    d = t.dice
    times = moments(d, "2025-11-01", "2025-12-31", rows)
    t.add("scan_id", "BIGINT", counter(70_000_000)).add("barcode", "STRING", unique(pattern(d, "JD##########@@"))).add("scanned_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("depot", "STRING", any_of(d, TOWNS)).add("weight_kg", "DECIMAL(7,3)", lognormal(d, 0.4, 0.9, 3)).add("belt", "INT", whole(d, 1, 14))
    t.add("damage", "BOOLEAN", choice(d, {"false": 98.7, "true": 1.3})).add("service", "STRING", choice(d, {"NEXT_DAY": 52, "STANDARD": 41, "LOCKER": 7}))
    t.add("delivered_at", "TIMESTAMP", later(d, t.columns["scanned_at"], 7_200, 200_000, stamp)).add("customs_code", "STRING", pattern(d, "######"), 0.91)
    return t.tolerate("null_ratio:customs_code", "null_ratio:delivered_at", "dominant_value:damage", "type_text:customs_code")


def payroll(seed, rows=1240):
    t = Table("payslips", rows, seed)
    d = t.dice
    t.add("payslip_no", "STRING", counter(10_001, "PS-2025-{}")).add("employee_no", "INT", lambda i: 3000 + i % 310).add("period_end", "DATE", lambda i: day(datetime.datetime(2025, 9 + i // 310, 28)))
    t.add("gross", "DECIMAL(10,2)", lognormal(d, 8.1, 0.3)).add("tax", "DECIMAL(10,2)", lambda i: f"{float(t.columns['gross'][i]) * d.uniform(0.18, 0.34):.2f}")
    t.add("bonus", "DECIMAL(10,2)", lognormal(d, 6, 0.5), 0.93).add("grade", "STRING", choice(d, {"G3": 15, "G4": 30, "G5": 35, "G6": 20})).add("hours", "DOUBLE", normal(d, 152, 9, 1))
    t.add("iban_ok", "BOOLEAN", choice(d, {"true": 100})).add("cost_unit", "STRING", any_of(d, ["4100", "4200", "4300", "5100"]))
    return t.tolerate("null_ratio:bonus", "constant:iban_ok", "pii:employee_no", "dominant_value:iban_ok", "type_text:cost_unit")


def machines(seed, rows=6000):
    t = Table("wash_cycles", rows, seed)
    d = t.dice
    times = moments(d, "2025-10-10", "2025-12-31", rows, (5, 23))
    t.add("cycle_id", "STRING", lambda i: f"{d.getrandbits(48):012x}").add("machine", "STRING", lambda i: f"W{d.randint(1, 28):02}").add("started", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("ended", "TIMESTAMP", later(d, t.columns["started"], 1500, 6000, stamp)).add("program", "STRING", choice(d, {"cotton 40": 45, "cotton 60": 25, "delicate": 20, "wool": 10}))
    t.add("water_l", "DOUBLE", normal(d, 48, 5, 1)).add("kwh", "DOUBLE", lognormal(d, -0.3, 0.25, 3)).add("load_kg", "DOUBLE", uniform(d, 0.5, 8, 1)).add("error_code", "STRING", choice(d, {"E11": 40, "E18": 35, "E23": 25}), 0.97)
    t.add("remark", "STRING", sentence(d, NOTES, 2, 8), 0.7)
    return t.tolerate("null_ratio:ended", "null_ratio:error_code", "null_ratio:remark")


def donors(seed, rows=2100):
    t = Table("donations", rows, seed)
    d = t.dice
    times = moments(d, "2025-01-01", "2025-12-31", rows)
    t.add("donation_id", "INT", counter(1)).add("donor_name", "STRING", lambda i: f"{d.choice('ABCDEFGHIJKLM')}. {d.choice(LAST)}").add("given_on", "DATE", lambda i: day(times[i]))
    t.add("amount", "DECIMAL(12,2)", pareto(d, 10, 1.6, 2)).add("campaign", "STRING", choice(d, {"winter": 40, "school": 35, "well": 25})).add("country", "STRING", choice(d, {"BE": 60, "FR": 20, "DE": 12, "LU": 8}))
    t.add("receipt_sent", "DATE", later(d, t.columns["given_on"], 86_400, 3_000_000, day)).add("anonymous", "BOOLEAN", choice(d, {"false": 88, "true": 12}))
    return t.tolerate("pii:donor_name", "null_ratio:receipt_sent")


def fares(seed, rows=900):
    t = Table("tariff_zones", rows, seed)
    d = t.dice
    t.add("from_zone", "INT", lambda i: 1 + i // 30).add("to_zone", "INT", lambda i: 1 + i % 30).add("price", "DECIMAL(6,2)", lambda i: f"{1.8 + 0.55 * abs(i // 30 - i % 30):.2f}")
    t.add("valid_from", "DATE", lambda i: "2025-08-01").add("valid_to", "DATE", lambda i: "2026-07-31").add("child_price", "DECIMAL(6,2)", lambda i: f"{0.9 + 0.27 * abs(i // 30 - i % 30):.2f}")
    return t.tolerate("constant:valid_from", "constant:valid_to", "future_date:valid_to", "dominant_value:valid_from", "dominant_value:valid_to")


def energy(seed):
    hours = [datetime.datetime(2025, 11, 15) + datetime.timedelta(hours=k) for k in range(47 * 24)]
    t = Table("solar_output", len(hours), seed)
    d = t.dice
    t.add("hour", "TIMESTAMP", lambda i: stamp(hours[i])).add("kwh", "DOUBLE", lambda i: f"{max(0.0, math.sin((hours[i].hour - 6) / 12 * math.pi)) * d.uniform(20, 60):.2f}")
    t.add("panel_temp", "DOUBLE", lambda i: f"{6 + 9 * max(0.0, math.sin((hours[i].hour - 6) / 12 * math.pi)) + d.gauss(0, 3):.1f}").add("inverter", "STRING", lambda i: "INV-A").add("grid_price", "DOUBLE", normal(d, 82, 21))
    return t.tolerate("constant:inverter", "dominant_value:inverter", "negative_value:panel_temp", "negative_value:grid_price", "dominant_value:kwh", "outlier:kwh")


def leads(seed, rows=2600):
    t = Table("crm_leads", rows, seed)
    d = t.dice
    times = moments(d, "2025-06-01", "2025-12-31", rows, (8, 18), range(5))
    t.add("lead_id", "STRING", unique(pattern(d, "L-@@####"))).add("created_at", "TIMESTAMP", lambda i: stamp(times[i])).add("source", "STRING", choice(d, {"web": 50, "fair": 20, "referral": 18, "cold call": 12}))
    t.add("stage", "STRING", choice(d, {"new": 30, "contacted": 30, "qualified": 20, "won": 8, "lost": 12})).add("score", "INT", whole(d, 0, 100)).add("city", "STRING", any_of(d, TOWNS))
    t.add("budget_eur", "DECIMAL(12,2)", lognormal(d, 9.2, 0.8), 0.2).add("next_call", "DATE", lambda i: day(times[i] + d.randint(1, 60) * DAY), 0.3).add("owner_id", "INT", whole(d, 11, 29))
    return t.tolerate("null_ratio:budget_eur", "null_ratio:next_call", "future_date:next_call").refer("owner_id", "sellers", "seller_id", range(11, 30))


def stock(seed, rows=3300):
    t = Table("bin_levels", rows, seed)
    d = t.dice
    days = [datetime.datetime(2025, 12, 2) + (i // 110) * DAY for i in range(rows)]
    t.add("snapshot_date", "DATE", lambda i: day(days[i])).add("bin_code", "STRING", lambda i: f"A{(i % 110) // 10:02}-{i % 10:02}").add("sku", "STRING", lambda i: f"{400_000 + (i % 110) * 37}")
    t.add("on_hand", "INT", lambda i: d.randint(0, 480)).add("reserved", "INT", lambda i: d.randint(0, int(t.columns["on_hand"][i]))).add("unit", "STRING", choice(d, {"PCE": 70, "BOX": 22, "PAL": 8}))
    t.add("counted_by", "STRING", lambda i: d.choice(LAST)).add("lot", "STRING", pattern(d, "@##/####"), 0.04)
    return t.tolerate("pii:counted_by", "type_text:sku", "null_ratio:lot")


MAKERS = (parcels, payroll, machines, donors, fares, energy, leads, stock)


def cases():
    for number, make in enumerate(MAKERS):
        for again in range(2):
            yield f"{make.__name__}-clean-{again}", make(12_000 + 19 * number + again)
    yield "parcels-order", parcels(12_301).plant("inconsistent_pair", "delivered_at", 70, lambda v: "2025-10-20 09:00:00").nulls("depot", 600)
    yield "parcels-codes", parcels(12_302).plant("mixed_format", "barcode", 210, lambda v: v.lower().replace("jd", "jd-")).plant("negative_value", "weight_kg", 33, lambda v: f"-{v}")
    yield "parcels-keys", parcels(12_303).repeat_key("scan_id", 40).gap("scanned_at", "2025-12-05", 4)
    yield "payroll-tax", payroll(12_304).plant("negative_value", "gross", 14, lambda v: f"-{v}").plant("outlier", "hours", 4, lambda v: "9800.0")
    yield "payroll-grades", payroll(12_305).plant("case_or_space", "grade", 42, recase(random.Random(11))).repeat_key("payslip_no", 9)
    yield "payroll-empty", payroll(12_306).nulls("hours", 130).plant("placeholder", "cost_unit", 37, lambda v: "n/a")
    yield "machines-times", machines(12_307).plant("inconsistent_pair", "ended", 55, lambda v: "2025-10-01 06:00:00").plant("outlier", "kwh", 6, lambda v: "4100.0")
    yield "machines-stale", machines(12_308).end_early("started", 9).plant("placeholder", "program", 120, lambda v: "unknown")
    yield "machines-contacts", machines(12_309).plant("pii", "remark", 40, lambda v: v + " call +32 470 12 34 56 or jo.peeters@post.example").copies(45)
    yield "donors-dates", donors(12_310).plant("future_date", "given_on", 13, lambda v: "2028-02-02").plant("impossible_date", "receipt_sent", 20, lambda v: "1900-01-01")
    yield "donors-countries", donors(12_311).plant("case_or_space", "country", 48, recase(random.Random(12))).plant("negative_value", "amount", 21, lambda v: f"-{v}")
    yield "donors-one", donors(12_312).plant("constant", "campaign", 2100, lambda v: "winter").copies(25)
    yield "fares-prices", fares(12_313).plant("outlier", "price", 4, lambda v: "1999.00").plant("negative_value", "child_price", 9, lambda v: f"-{v}")
    yield "energy-gap", energy(12_314).gap("hour", "2025-12-10", 3).plant("outlier", "panel_temp", 5, lambda v: "990.0")
    t = energy(12_315).end_early("hour", 5)
    t.types["grid_price"] = "STRING"
    yield "energy-text", t.label("type_text", "grid_price")
    yield "leads-owners", leads(12_316).plant("orphan", "owner_id", 58, lambda v: str(int(v) + 900)).plant("case_or_space", "source", 77, recase(random.Random(13)))
    yield "leads-ids", leads(12_317).repeat_key("lead_id", 16).plant("placeholder", "city", 66, lambda v: "tbd")
    yield "leads-scores", leads(12_318).plant("outlier", "score", 6, lambda v: "99000").nulls("stage", 300)
    yield "stock-levels", stock(12_319).plant("negative_value", "on_hand", 44, lambda v: "-" + str(int(v) + 1)).plant("mixed_format", "bin_code", 160, lambda v: v.replace("-", "/"))
    yield "stock-gap", stock(12_320).gap("snapshot_date", "2025-12-15", 3).nulls("unit", 400)
    t = stock(12_321)
    t.meta["earlier_schema"] = [{"name": n, "type": "BIGINT" if n == "reserved" else k} for n, k in t.types.items() if n != "lot"]
    yield "stock-drift", t.label("schema_drift", "reserved").label("schema_drift", "lot")
