"""The fourth set, written last and run once before anything was mended for it: its first score is in docs/prove_table.md."""
import datetime
import math
import random

from tables import (AS_OF, DAY, Table, any_of, choice, counter, day, later, lognormal, moments, normal, pareto, parse, pattern, recase,
                    sentence, stamp, uniform, unique, whole)

PEOPLE = ["Ada Byron", "Max Planck", "Rosa Parks", "Juan Rulfo", "Mei Lin", "Ola Nordmann", "Ken Adams", "Eva Brandt", "Sam Hill", "Liv Moe"]
NOTE = "called the customer and agreed a new date parts are on order will follow up on monday morning".split()


def claims(seed, rows=1500):
    t = Table("insurance_claims", rows, seed)
    d = t.dice
    times = moments(d, "2025-03-01", "2025-12-31", rows)
    t.add("claim_id", "STRING", counter(1, "C{:07}")).add("policy_number", "STRING", pattern(d, "PN-######")).add("claimant", "STRING", any_of(d, PEOPLE))
    t.add("loss_date", "DATE", lambda i: day(times[i])).add("reported_date", "DATE", later(d, t.columns["loss_date"], 0, 1_500_000, day))
    t.add("claim_type", "STRING", choice(d, {"collision": 45, "theft": 15, "glass": 40})).add("estimated_damage", "DECIMAL(12,2)", lognormal(d, 7.5, 1.0))
    t.add("paid_amount", "DECIMAL(12,2)", lognormal(d, 7, 1.0), 0.3).add("adjuster_notes", "STRING", sentence(d, NOTE, 6, 18)).add("fault_pct", "INT", choice(d, {0: 50, 50: 20, 100: 30}))
    return t.tolerate("pii:claimant", "null_ratio:reported_date")


def stock_moves(seed, rows=3600):
    t = Table("stock_movements", rows, seed)
    d = t.dice
    times = moments(d, "2025-10-01", "2025-12-31", rows, (6, 22), range(6))
    t.add("movement_id", "BIGINT", counter(400_000)).add("sku", "STRING", pattern(d, "SKU-####")).add("moved_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("quantity_change", "INT", lambda i: d.choice([-1, 1]) * d.randint(1, 40)).add("warehouse", "STRING", choice(d, {"EAST": 50, "WEST": 30, "HUB": 20}))
    t.add("reason", "STRING", choice(d, {"sale": 60, "restock": 25, "return": 10, "damage": 5})).add("unit_cost", "DECIMAL(8,2)", lognormal(d, 2.2, 0.7))
    t.add("bin_location", "STRING", pattern(d, "@-##-#"))
    return t


def sessions(seed, rows=5000):
    t = Table("app_sessions", rows, seed)
    d = t.dice
    times = moments(d, "2025-11-15", "2025-12-31", rows)
    t.add("session_key", "STRING", lambda i: f"{d.getrandbits(128):032x}").add("user_id", "BIGINT", pareto(d, 5000, 1.1)).add("started_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("ended_at", "TIMESTAMP", later(d, t.columns["started_at"], 5, 9000, stamp)).add("platform", "STRING", choice(d, {"ios": 45, "android": 40, "web": 15}))
    t.add("app_version", "STRING", choice(d, {"5.1.0": 50, "5.0.3": 30, "4.9.12": 20})).add("screens_viewed", "INT", pareto(d, 1, 1.3)).add("crash", "BOOLEAN", choice(d, {"false": 99, "true": 1}))
    t.add("timezone", "STRING", choice(d, {"Europe/Oslo": 50, "America/Lima": 30, "UTC": 20})).add("battery_pct", "INT", whole(d, 1, 100))
    return t.tolerate("null_ratio:ended_at")


def vaccinations(seed, rows=1100):
    t = Table("vacunas", rows, seed)
    d = t.dice
    times = moments(d, "2025-06-02", "2025-12-31", rows, weekdays=range(5))
    t.add("id_registro", "INT", counter(1)).add("paciente", "STRING", any_of(d, PEOPLE)).add("fecha_nacimiento", "DATE", lambda i: day(datetime.datetime(1935, 1, 1) + d.randrange(31_000) * DAY))
    t.add("fecha_aplicacion", "DATE", lambda i: day(times[i])).add("lote", "STRING", pattern(d, "L#####")).add("dosis", "INT", choice(d, {1: 50, 2: 35, 3: 15}))
    t.add("centro", "STRING", choice(d, {"Norte": 40, "Sur": 35, "Centro": 25})).add("peso_kg", "DOUBLE", lambda i: f"{max(3, d.gauss(68, 15)):.1f}").add("reaccion", "STRING", choice(d, {"ninguna": 90, "leve": 8, "fuerte": 2}))
    return t.tolerate("pii:paciente", "pii:fecha_nacimiento")


def energy(seed):
    hours = [datetime.datetime(2025, 11, 1) + datetime.timedelta(hours=h) for h in range(61 * 24)]
    cells = [(h, z) for h in hours for z in ("NO1", "SE3", "DK1")]
    t = Table("spot_prices_hourly", len(cells), seed)
    d = t.dice
    t.add("delivery_hour", "TIMESTAMP", lambda i: stamp(cells[i][0])).add("zone", "STRING", lambda i: cells[i][1]).add("price_eur_mwh", "DOUBLE", normal(d, 52, 21))
    t.add("volume_mwh", "DOUBLE", lognormal(d, 6, 0.4, 1)).add("wind_share", "DOUBLE", lambda i: f"{d.betavariate(2, 4):.3f}").add("currency", "STRING", lambda i: "EUR")
    return t.tolerate("constant:currency", "negative_value:price_eur_mwh")


def employees(seed, rows=420):
    t = Table("hr_staff", rows, seed)
    d = t.dice
    hired = [datetime.datetime(2001, 1, 1) + d.randrange(9000) * DAY for _ in range(rows)]
    t.add("staff_id", "INT", counter(1001)).add("name", "STRING", any_of(d, PEOPLE)).add("birth_date", "DATE", lambda i: day(hired[i] - d.randint(7000, 20_000) * DAY))
    t.add("hire_date", "DATE", lambda i: day(hired[i])).add("exit_date", "DATE", later(d, t.columns["hire_date"], 8_000_000, 300_000_000, day), 0.7)
    t.add("grade", "STRING", choice(d, {"A1": 30, "A2": 40, "B1": 20, "B2": 10})).add("base_salary", "DECIMAL(10,2)", normal(d, 51_000, 9000)).add("fte", "DECIMAL(3,2)", choice(d, {"1.00": 80, "0.80": 12, "0.50": 8}))
    t.add("manager_id", "INT", whole(d, 1001, 1030), 0.03).add("work_email", "STRING", lambda i: f"p{i}@corp.example").add("office", "STRING", choice(d, {"Oslo": 60, "Bergen": 40}))
    return t.tolerate("pii:work_email", "pii:name", "pii:birth_date", "null_ratio:exit_date")


def ratings(seed, rows=2600):
    t = Table("product_reviews", rows, seed)
    d = t.dice
    times = moments(d, "2025-01-01", "2025-12-31", rows)
    t.add("review_id", "BIGINT", counter(700)).add("product_id", "INT", whole(d, 1, 350)).add("stars", "INT", choice(d, {5: 50, 4: 25, 3: 10, 2: 5, 1: 10}))
    t.add("review_text", "STRING", sentence(d, NOTE, 3, 30)).add("posted_at", "TIMESTAMP", lambda i: stamp(times[i])).add("verified_purchase", "STRING", choice(d, {"yes": 85, "no": 15}))
    t.add("helpful_votes", "INT", lambda i: int(d.expovariate(0.5))).add("language", "STRING", choice(d, {"en": 92, "fr": 5, "de": 3}))
    return t.refer("product_id", "catalog_items", "item_id", range(1, 351))


MAKERS = (claims, stock_moves, sessions, vaccinations, energy, employees, ratings)


def cases():
    for number, make in enumerate(MAKERS):
        for again in range(3):
            yield f"{make.__name__}-clean-{again}", make(8000 + 13 * number + again)
    t = claims(8101).plant("inconsistent_pair", "reported_date", 30, lambda v: "2024-12-01").plant("placeholder", "claim_type", 25, lambda v: "unknown")
    yield "claims-dates", t
    t = claims(8102).plant("pii", "adjuster_notes", 22, lambda v: v + " mobile +447700900123").repeat_key("claim_id", 18)
    yield "claims-notes", t
    t = claims(8103).plant("outlier", "estimated_damage", 4, lambda v: "99999999.00").nulls("policy_number", 140)
    yield "claims-damage", t
    t = stock_moves(8104).gap("moved_at", "2025-11-03", 5).plant("case_or_space", "warehouse", 110, recase(random.Random(1)))
    yield "stock_moves-gap", t
    t = stock_moves(8105).plant("negative_value", "unit_cost", 50, lambda v: f"-{v}").plant("mixed_format", "bin_location", 220, lambda v: v.replace("-", ""))
    yield "stock_moves-cost", t
    t = sessions(8106).plant("inconsistent_pair", "ended_at", 70, lambda v: "2025-11-01 00:00:00").plant("dominant_value", "platform", 4880, lambda v: "ios")
    yield "sessions-ends", t
    t = sessions(8107).end_early("started_at", 9).repeat_key("session_key", 40)
    yield "sessions-stale", t
    t = sessions(8108).plant("placeholder", "battery_pct", 160, lambda v: "-1").copies(55)
    yield "sessions-battery", t
    t = vaccinations(8109).plant("negative_value", "peso_kg", 12, lambda v: f"-{v}").plant("future_date", "fecha_aplicacion", 9, lambda v: "2031-01-01")
    yield "vaccinations-peso", t
    t = vaccinations(8110).plant("impossible_date", "fecha_nacimiento", 14, lambda v: "1900-01-01").plant("placeholder", "centro", 20, lambda v: "s/d")
    yield "vaccinations-fechas", t
    t = energy(8111).gap("delivery_hour", "2025-11-20", 3).plant("outlier", "volume_mwh", 8, lambda v: str(float(v) * 5000))
    yield "energy-gap", t
    t = energy(8112)
    t.types["price_eur_mwh"] = "STRING"
    yield "energy-text", t.label("type_text", "price_eur_mwh").nulls("wind_share", 500)
    t = employees(8113).plant("outlier", "base_salary", 3, lambda v: f"{float(v) * 50:.2f}").plant("mixed_format", "grade", 40, lambda v: f"{v[0]}-{v[1]}")
    yield "employees-salary", t
    t = employees(8114).repeat_key("staff_id", 7).plant("impossible_date", "hire_date", 6, lambda v: "1970-01-01").tolerate("inconsistent_pair:hire_date")
    yield "employees-keys", t
    t = ratings(8115).plant("orphan", "product_id", 33, lambda v: str(int(v) + 900)).plant("mixed_format", "verified_purchase", 260, lambda v: {"yes": "Y", "no": "N"}[v])
    yield "ratings-products", t
    t = ratings(8116)
    t.meta["earlier_schema"] = [{"name": n, "type": "STRING" if n == "stars" else k} for n, k in t.types.items() if n != "language"]
    yield "ratings-drift", t.label("schema_drift", "stars").label("schema_drift", "language").plant("constant", "language", 2600, lambda v: "en")
