"""The fifth set: written before a rule was looked at again, with columns that look like defects and are none. First score in docs/prove_table.md."""
import datetime
import math
import random

from tables import (AS_OF, DAY, Table, any_of, choice, counter, day, later, lognormal, moments, normal, pareto, pattern, recase, sentence, stamp,
                    uniform, unique, whole)

GIVEN = ["Ines", "Tomasz", "Aoife", "Kwame", "Yuki", "Bogdan", "Leila", "Piet", "Marta", "Sven", "Chidi", "Noor"]
FAMILY = ["Okafor", "Nowak", "Murphy", "Tanaka", "Silva", "Ivanov", "Haddad", "Jansen", "Kowalska", "Lund", "Mensah", "Reyes"]
WORDS = "pump valve rattle leak noise on arrival replaced gasket tested fine customer asked for quote second visit needed ordered part".split()


def trips(seed, rows=4200):
    t = Table("taxi_trips", rows, seed)
    d = t.dice
    times = moments(d, "2025-10-05", "2025-12-31", rows)
    t.add("trip_id", "STRING", lambda i: f"{d.getrandbits(64):016x}").add("pickup_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("dropoff_at", "TIMESTAMP", later(d, t.columns["pickup_at"], 120, 5400, stamp)).add("pickup_longitude", "DOUBLE", normal(d, -73.97, 0.03, 6))
    t.add("pickup_latitude", "DOUBLE", normal(d, 40.75, 0.02, 6)).add("passengers", "INT", choice(d, {1: 70, 2: 18, 3: 7, 4: 5}))
    t.add("fare_usd", "DECIMAL(8,2)", lognormal(d, 2.6, 0.6)).add("tip_usd", "DECIMAL(8,2)", lambda i: "0.00" if d.random() < 0.4 else f"{d.expovariate(0.4):.2f}")
    t.add("payment", "STRING", choice(d, {"card": 68, "cash": 30, "dispute": 2})).add("zip", "STRING", lambda i: f"{d.randint(501, 14925):05}")
    return t.tolerate("null_ratio:dropoff_at")


def ledger(seed, rows=3000):
    t = Table("gl_postings", rows, seed)
    d = t.dice
    times = moments(d, "2025-01-02", "2025-12-31", rows, weekdays=range(5))
    t.add("posting_no", "BIGINT", counter(9_000_001)).add("posting_date", "DATE", lambda i: day(times[i])).add("account", "STRING", lambda i: d.choice(["0400", "0420", "1200", "1400", "4400", "8400"]))
    t.add("amount", "DECIMAL(14,2)", normal(d, 0, 2500)).add("currency", "STRING", choice(d, {"EUR": 88, "CHF": 7, "GBP": 5}))
    t.add("cost_center", "STRING", pattern(d, "K##"), 0.02).add("reversed_by", "BIGINT", whole(d, 9_000_001, 9_003_000), 0.97)
    t.add("text", "STRING", sentence(d, WORDS, 2, 7)).add("entered_by", "STRING", lambda i: d.choice(FAMILY).lower())
    return t.tolerate("null_ratio:reversed_by", "null_ratio:cost_center", "pii:entered_by", "dominant_value:currency")


def logins(seed, rows=6000):
    t = Table("auth_events", rows, seed)
    d = t.dice
    times = moments(d, "2025-12-01", "2025-12-31", rows)
    t.add("event_id", "BIGINT", counter(1)).add("event_time", "TIMESTAMP", lambda i: stamp(times[i])).add("user_name", "STRING", lambda i: d.choice(GIVEN).lower() + str(d.randint(1, 99)))
    t.add("source_ip", "STRING", lambda i: ".".join(str(d.randint(1, 254)) for _ in range(4))).add("success", "BOOLEAN", choice(d, {"true": 96, "false": 4}))
    t.add("user_agent", "STRING", choice(d, {"Mozilla/5.0 (X11; Linux x86_64)": 40, "curl/8.5.0": 10, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1)": 50}))
    t.add("failure_reason", "STRING", choice(d, {"BAD_PASSWORD": 80, "LOCKED": 15, "MFA": 5}), 0.96).add("latency_ms", "INT", lambda i: int(math.exp(d.gauss(4, 0.8))))
    t.add("payload", "STRING", lambda i: f'{{"v":{d.randint(1, 3)},"device":"{d.choice("abcdef")}{d.randint(10, 99)}"}}')
    return t.tolerate("null_ratio:failure_reason", "pii:source_ip", "pii:user_name")


def stations(seed, rows=140):
    t = Table("weather_stations", rows, seed)
    d = t.dice
    t.add("station_code", "STRING", lambda i: f"ST{i:04}").add("station_name", "STRING", lambda i: f"{d.choice(FAMILY)}berg {i}").add("elevation_m", "INT", whole(d, -12, 3100))
    t.add("lat", "DOUBLE", uniform(d, -60, 70, 4)).add("lon", "DOUBLE", uniform(d, -180, 180, 4)).add("commissioned", "DATE", lambda i: day(datetime.datetime(1951, 3, 1) + d.randrange(25_000) * DAY))
    t.add("decommissioned", "DATE", later(d, t.columns["commissioned"], 100_000_000, 2_000_000_000, day), 0.6).add("operator", "STRING", choice(d, {"met": 70, "uni": 20, "private": 10}))
    return t.tolerate("null_ratio:decommissioned", "pii:station_name")


def readings(seed):
    hours = [datetime.datetime(2025, 12, 1) + datetime.timedelta(minutes=15 * k) for k in range(31 * 96)]
    t = Table("freezer_readings", len(hours), seed)
    d = t.dice
    t.add("read_at", "TIMESTAMP", lambda i: stamp(hours[i])).add("freezer", "STRING", lambda i: "F-01").add("temp_c", "DOUBLE", normal(d, -18.4, 0.7))
    t.add("door_open_s", "INT", lambda i: 0 if d.random() < 0.8 else int(d.expovariate(1 / 40))).add("battery_v", "DOUBLE", normal(d, 3.3, 0.02, 3)).add("alarm", "BOOLEAN", choice(d, {"false": 99.5, "true": 0.5}))
    return t.tolerate("constant:freezer", "negative_value:temp_c", "dominant_value:alarm")


def admissions(seed, rows=1500):
    t = Table("opnames", rows, seed)
    d = t.dice
    times = moments(d, "2025-03-01", "2025-12-31", rows)
    t.add("opname_nr", "STRING", counter(1, "OP{:06}")).add("patient_naam", "STRING", lambda i: f"{d.choice(GIVEN)} {d.choice(FAMILY)}").add("geboortedatum", "DATE", lambda i: day(datetime.datetime(1928, 1, 1) + d.randrange(34_000) * DAY))
    t.add("opnamedatum", "DATE", lambda i: day(times[i])).add("ontslagdatum", "DATE", later(d, t.columns["opnamedatum"], 86_400, 2_500_000, day)).add("afdeling", "STRING", choice(d, {"Cardiologie": 35, "Chirurgie": 40, "Interne": 25}))
    t.add("triage", "INT", choice(d, {1: 5, 2: 20, 3: 45, 4: 30})).add("kosten_eur", "DECIMAL(10,2)", lognormal(d, 8, 0.9)).add("opmerking", "STRING", sentence(d, WORDS, 3, 9), 0.4)
    return t.tolerate("pii:patient_naam", "pii:geboortedatum", "null_ratio:ontslagdatum", "null_ratio:opmerking")


def ads(seed, rows=3500):
    t = Table("ad_daily", rows, seed)
    d = t.dice
    days = [datetime.datetime(2025, 10, 1) + (i // 38) * DAY for i in range(rows)]
    t.add("report_date", "DATE", lambda i: day(days[i])).add("campaign_id", "INT", lambda i: 501 + i % 38).add("impressions", "BIGINT", lambda i: int(math.exp(d.gauss(9, 1.2))))
    t.add("clicks", "INT", lambda i: int(int(t.columns["impressions"][i]) * d.betavariate(2, 80))).add("spend", "DECIMAL(10,2)", lambda i: f"{int(t.columns['clicks'][i]) * d.uniform(0.2, 0.9):.2f}")
    t.add("channel", "STRING", lambda i: ("search", "social", "video")[(501 + i % 38) % 3]).add("conversion_rate", "DOUBLE", lambda i: f"{d.betavariate(1.5, 60):.5f}")
    t.add("landing_url", "STRING", lambda i: f"https://shop.example/{d.choice(WORDS)}?c={501 + i % 38}")
    return t.refer("campaign_id", "campaigns", "id", range(501, 539))


def tickets(seed, rows=1900):
    t = Table("service_tickets", rows, seed)
    d = t.dice
    times = moments(d, "2025-07-01", "2025-12-31", rows, (7, 19), range(6))
    t.add("ticket", "STRING", counter(100, "SRV-{}")).add("opened", "TIMESTAMP", lambda i: stamp(times[i])).add("closed", "TIMESTAMP", later(d, t.columns["opened"], 1800, 900_000, stamp))
    t.add("priority", "STRING", choice(d, {"P1": 4, "P2": 21, "P3": 75})).add("notes", "STRING", sentence(d, WORDS, 5, 22)).add("engineer", "STRING", lambda i: d.choice(GIVEN))
    t.add("parts_cost", "DECIMAL(9,2)", lambda i: "0.00" if d.random() < 0.55 else f"{math.exp(d.gauss(4, 1)):.2f}").add("site", "STRING", any_of(d, ["Gdańsk", "Łódź", "Kraków", "Poznań"]))
    t.add("satisfaction", "INT", choice(d, {5: 40, 4: 35, 3: 15, 2: 6, 1: 4}), 0.5)
    return t.tolerate("null_ratio:closed", "null_ratio:satisfaction", "pii:engineer")


MAKERS = (trips, ledger, logins, stations, readings, admissions, ads, tickets)


def cases():
    for number, make in enumerate(MAKERS):
        for again in range(2):
            yield f"{make.__name__}-clean-{again}", make(9000 + 17 * number + again)
    t = trips(9201).plant("inconsistent_pair", "dropoff_at", 60, lambda v: "2025-09-30 10:00:00").plant("negative_value", "fare_usd", 40, lambda v: f"-{v}")
    yield "trips-fares", t
    t = trips(9202).plant("outlier", "fare_usd", 6, lambda v: "88888.00").gap("pickup_at", "2025-11-10", 4)
    yield "trips-gap", t
    t = trips(9203).plant("case_or_space", "payment", 150, recase(random.Random(3))).copies(70)
    yield "trips-copies", t
    t = ledger(9204).nulls("account", 260).repeat_key("posting_no", 12)
    yield "ledger-accounts", t
    t = ledger(9205).plant("future_date", "posting_date", 11, lambda v: "2027-05-01").plant("placeholder", "cost_center", 45, lambda v: "N/A")
    yield "ledger-dates", t
    t = ledger(9206).plant("pii", "text", 20, lambda v: v + " pay to DE89370400440532013000").plant("outlier", "amount", 4, lambda v: "9000000.00")
    yield "ledger-iban", t
    t = logins(9207).end_early("event_time", 8).nulls("source_ip", 700)
    yield "logins-stale", t
    t = logins(9208).plant("placeholder", "latency_ms", 130, lambda v: "-1").repeat_key("event_id", 25)
    yield "logins-latency", t
    t = stations(9209).plant("case_or_space", "operator", 9, recase(random.Random(5))).repeat_key("station_code", 3)
    yield "stations-codes", t
    t = readings(9210).gap("read_at", "2025-12-12", 3).plant("outlier", "temp_c", 5, lambda v: "850.0")
    yield "readings-gap", t
    t = readings(9211).end_early("read_at", 6)
    t.types["battery_v"] = "STRING"
    yield "readings-stale", t.label("type_text", "battery_v")
    t = admissions(9212).plant("inconsistent_pair", "ontslagdatum", 25, lambda v: "2025-01-15").plant("impossible_date", "geboortedatum", 12, lambda v: "1900-01-01")
    yield "admissions-dates", t
    t = admissions(9213).plant("mixed_format", "opname_nr", 130, lambda v: v.replace("OP", "op-")).plant("placeholder", "afdeling", 28, lambda v: "onbekend")
    yield "admissions-numbers", t
    t = admissions(9214).plant("negative_value", "kosten_eur", 20, lambda v: f"-{v}").nulls("triage", 190)
    yield "admissions-cost", t
    t = ads(9215).plant("orphan", "campaign_id", 41, lambda v: str(int(v) + 5000)).plant("outlier", "spend", 5, lambda v: "7777777.00")
    yield "ads-orphans", t
    t = ads(9216).plant("negative_value", "clicks", 35, lambda v: "-" + str(int(v) + 1)).plant("dominant_value", "channel", 3450, lambda v: "search")
    yield "ads-clicks", t
    t = ads(9217)
    t.meta["earlier_schema"] = [{"name": n, "type": "INT" if n == "impressions" else k} for n, k in t.types.items() if n != "landing_url"]
    yield "ads-drift", t.label("schema_drift", "impressions").label("schema_drift", "landing_url")
    t = tickets(9218).plant("pii", "notes", 24, lambda v: v + " reach me at piet.jansen@mail.example").plant("inconsistent_pair", "closed", 40, lambda v: "2025-06-01 08:00:00")
    yield "tickets-notes", t
    t = tickets(9219).plant("constant", "priority", 1900, lambda v: "P3").plant("case_or_space", "site", 60, recase(random.Random(8)))
    yield "tickets-sites", t
    t = tickets(9220).plant("mixed_format", "ticket", 150, lambda v: v.replace("-", " ")).copies(30)
    yield "tickets-format", t
