"""The third set, written after the rules were mended for the second and before it was ever run: its first score is in docs/prove_table.md."""
import datetime
import math

from tables import (AS_OF, DAY, Table, any_of, choice, counter, day, later, lognormal, moments, normal, pareto, parse, pattern, recase,
                    sentence, stamp, uniform, unique, whole)

GIVEN = ["Aisha", "Bram", "Chiara", "Dmitri", "Esther", "Farid", "Gwen", "Hiro", "Inga", "Joao", "Kofi", "Lena", "Marek", "Noor", "Otis", "Petra"]
FAMILY = ["O'Neil", "van Dijk", "Rossetti", "Sokolov", "Abebe", "Lindqvist", "Haddad", "Kowalczyk", "Mbeki", "Santos", "Tran", "Weiss", "Zhou"]
PROSE = "the unit was replaced under warranty and tested for two hours without any fault found please invoice as agreed last friday".split()


def flat(*groups):
    return [item for group in groups for item in group]


def transactions(seed, rows=3200):
    t = Table("card_transactions", rows, seed)
    d = t.dice
    times = moments(d, "2025-09-10", "2025-12-31", rows)
    t.add("txn_id", "STRING", counter(90_000_000, "T{}")).add("card_hash", "STRING", lambda i: f"{d.getrandbits(64):016x}")
    t.add("txn_time", "TIMESTAMP", lambda i: stamp(times[i])).add("merchant_category", "INT", choice(d, {5411: 40, 5812: 25, 4111: 20, 5999: 15}))
    t.add("amount_usd", "DOUBLE", lognormal(d, 3.4, 1.1)).add("entry_mode", "STRING", choice(d, {"chip": 50, "contactless": 40, "swipe": 7, "manual": 3}))
    t.add("country", "STRING", choice(d, {"US": 80, "CA": 12, "MX": 8})).add("approved", "BOOLEAN", choice(d, {"true": 96, "false": 4}))
    t.add("decline_code", "STRING", pattern(d, "0#"), 0.96).add("auth_code", "STRING", pattern(d, "######"))
    return t


def students(seed, rows=640):
    t = Table("student", rows, seed)
    d = t.dice
    t.add("matricola", "INT", counter(300_100)).add("nome", "STRING", any_of(d, GIVEN)).add("cognome", "STRING", any_of(d, FAMILY))
    t.add("data_nascita", "DATE", lambda i: day(datetime.datetime(1996, 1, 1) + d.randrange(3600) * DAY))
    t.add("corso", "STRING", choice(d, {"Fisica": 25, "Lettere": 35, "Economia": 40})).add("media_voti", "DECIMAL(4,2)", lambda i: f"{min(30, max(18, d.gauss(25, 2))):.2f}")
    t.add("crediti", "INT", lambda i: 6 * d.randint(0, 30)).add("email", "STRING", lambda i: f"s{300_100 + i}@uni.example")
    t.add("tesi", "STRING", sentence(d, "analisi dei sistemi lineari e storia moderna della moneta".split(), 3, 7), 0.7)
    t.add("fuori_sede", "STRING", choice(d, {"sì": 45, "no": 55}))
    return t.tolerate("pii:email", "pii:nome", "pii:cognome", "pii:data_nascita")


def turbines(seed, rows=6000):
    t = Table("turbine_telemetry", rows, seed)
    d = t.dice
    begin = datetime.datetime(2025, 12, 1)
    t.add("ts", "TIMESTAMP", lambda i: stamp(begin + datetime.timedelta(seconds=i * 450))).add("turbine", "STRING", pattern(d, "WT-0#"))
    t.add("wind_speed_ms", "DOUBLE", lambda i: f"{d.weibullvariate(8, 2):.2f}").add("power_kw", "DOUBLE", lambda i: f"{min(2000, 3 * d.weibullvariate(8, 2) ** 3) - 4:.1f}")
    t.add("nacelle_temp", "DOUBLE", normal(d, 31, 4, 1)).add("yaw_deg", "DOUBLE", uniform(d, 0, 360, 1)).add("rpm", "DOUBLE", normal(d, 14, 2, 2))
    t.add("alarm", "INT", choice(d, {0: 97, 1: 2, 2: 1})).add("operator_note", "STRING", sentence(d, PROSE, 3, 10), 0.97)
    return t.tolerate("dominant_value:alarm")


def leads(seed, rows=1500):
    t = Table("crm_leads", rows, seed)
    d = t.dice
    times = moments(d, "2025-04-01", "2025-12-31", rows)
    t.add("lead_guid", "STRING", lambda i: f"{d.getrandbits(32):08X}-{d.getrandbits(16):04X}-4{d.getrandbits(12):03X}-8{d.getrandbits(12):03X}-{d.getrandbits(48):012X}")
    t.add("created_on", "DATE", lambda i: day(times[i])).add("company", "STRING", lambda i: f"{d.choice(FAMILY)} & {d.choice(FAMILY)} {d.choice(['GmbH', 'Ltd', 'SA'])}")
    t.add("contact_email", "STRING", lambda i: f"{d.choice(GIVEN).lower()}{i}@firm.example", 0.03)
    t.add("contact_phone", "STRING", lambda i: f"({d.randint(201, 989)}) {d.randint(200, 999)}-{d.randint(1000, 9999)}", 0.04)
    t.add("stage", "STRING", choice(d, {"new": 40, "qualified": 30, "proposal": 15, "won": 8, "lost": 7})).add("source", "STRING", choice(d, {"web": 55, "fair": 25, "referral": 20}))
    t.add("expected_value", "DECIMAL(12,2)", lognormal(d, 8.5, 1.0)).add("probability", "DOUBLE", choice(d, {"0.1": 40, "0.3": 30, "0.6": 20, "0.9": 10}))
    t.add("next_contact", "DATE", lambda i: day(AS_OF + d.randint(-20, 90) * DAY), 0.15).add("employees", "INT", pareto(d, 5, 0.9))
    return t.tolerate("pii:contact_email", "pii:contact_phone", "future_date:next_contact")


def payroll(seed, rows=1080):
    months = [datetime.datetime(2024 + m // 12, m % 12 + 1, 28) for m in range(24)]
    t = Table("payroll_runs", rows, seed)
    d = t.dice
    people = rows // len(months)
    t.add("pay_date", "DATE", lambda i: day(months[i // people])).add("staff_no", "STRING", lambda i: f"P{i % people:04}")
    t.add("gross_pay", "DECIMAL(10,2)", normal(d, 4200, 700)).add("overtime_hours", "DECIMAL(5,1)", lambda i: f"{max(0, d.gauss(-2, 6)):.1f}")
    t.add("net_pay", "DECIMAL(10,2)", lambda i: f"{float(t.columns['gross_pay'][i]) * 0.62:.2f}").add("adjustment", "DECIMAL(10,2)", lambda i: f"{d.gauss(0, 40):.2f}")
    t.add("iban", "STRING", lambda i: f"DE{(i % people) % 90 + 10}50010517{(i % people) * 7919 + 10 ** 9:010}").add("cost_unit", "STRING", choice(d, {"1000": 50, "2000": 50}))
    return t.tolerate("pii:iban")


def wells(seed, rows=220):
    t = Table("water_wells", rows, seed)
    d = t.dice
    t.add("well_code", "STRING", counter(1, "W-{:03}")).add("depth_m", "DOUBLE", lognormal(d, 3.5, 0.5, 1)).add("yield_lps", "DOUBLE", lognormal(d, 0.5, 0.8))
    t.add("ph", "DOUBLE", normal(d, 7.3, 0.4)).add("drilled", "DATE", lambda i: day(datetime.datetime(1968, 1, 1) + d.randrange(20_000) * DAY))
    t.add("owner_type", "STRING", choice(d, {"municipal": 60, "private": 40})).add("elevation", "DOUBLE", normal(d, 140, 90, 1))
    t.add("last_inspection", "DATE", lambda i: day(datetime.datetime(2022, 1, 1) + d.randrange(1400) * DAY), 0.1).add("decommissioned", "STRING", choice(d, {"N": 93, "Y": 7}))
    return t


def auctions(seed, rows=2400):
    t = Table("auction_bids", rows, seed)
    d = t.dice
    times = moments(d, "2025-10-15", "2025-12-31", rows)
    lots = [d.randint(1, 260) for _ in range(rows)]
    t.add("bid_seq", "BIGINT", counter(1)).add("lot_id", "INT", lambda i: lots[i]).add("bidder", "STRING", pattern(d, "B####"))
    t.add("placed_at", "TIMESTAMP", lambda i: stamp(times[i])).add("bid_amount", "DECIMAL(14,2)", lambda i: f"{10 * math.exp(lots[i] % 9) * d.uniform(1, 3):.2f}")
    t.add("max_bid", "DECIMAL(14,2)", lambda i: f"{float(t.columns['bid_amount'][i]) * d.uniform(1, 1.5):.2f}", 0.3)
    t.add("channel", "STRING", choice(d, {"web": 70, "floor": 20, "phone": 10})).add("ip", "STRING", lambda i: f"192.168.{d.randrange(256)}.{d.randrange(256)}")
    return t.refer("lot_id", "lots", "lot_id", range(1, 261)).tolerate("pii:ip")


def parcels(seed, rows=2000):
    t = Table("colis", rows, seed)
    d = t.dice
    times = moments(d, "2025-07-01", "2025-12-31", rows, (7, 20), range(6))
    t.add("numero_colis", "STRING", unique(pattern(d, "FR#########")))
    t.add("date_expedition", "DATE", lambda i: day(times[i])).add("date_livraison", "DATE", later(d, t.columns["date_expedition"], 86_400, 500_000, day))
    t.add("poids_kg", "DOUBLE", lognormal(d, 0.8, 0.8)).add("ville", "STRING", any_of(d, ["Lyon", "Brest", "Nancy", "Pau", "Lille", "Caen"]))
    t.add("code_postal", "STRING", pattern(d, "#####")).add("assurance", "STRING", choice(d, {"oui": 20, "non": 80}))
    t.add("valeur_declaree", "DECIMAL(10,2)", lognormal(d, 4, 0.9), 0.25).add("telephone", "STRING", lambda i: "+33" + pattern(d, "6########")(i), 0.03)
    return t.tolerate("pii:telephone", "null_ratio:date_livraison")


def features(seed, rows=5000):
    t = Table("churn_features", rows, seed)
    d = t.dice
    t.add("account_id", "BIGINT", counter(1_000)).add("snapshot_ts", "TIMESTAMP", lambda i: "2025-12-31 02:00:00")
    for k in range(24):
        t.add(f"f{k:02}", "DOUBLE", normal(d, k - 12, 1 + k / 5, 4) if k % 3 else lognormal(d, 0, 1 + k / 20, 4))
    t.add("tenure_months", "INT", whole(d, 0, 140)).add("label", "INT", choice(d, {0: 88, 1: 12})).add("model_version", "STRING", lambda i: "v7")
    return t.tolerate("constant:model_version", "constant:snapshot_ts")


def web(seed, rows=4000):
    t = Table("page_views", rows, seed)
    d = t.dice
    times = moments(d, "2025-12-05", "2025-12-31", rows)
    t.add("view_time", "TIMESTAMP", lambda i: stamp(times[i])).add("session_id", "STRING", lambda i: f"{d.randrange(900):08x}")
    t.add("path", "STRING", choice(d, {"/": 40, "/cart": 20, "/search": 25, "/help/FAQ": 15})).add("dwell_seconds", "DOUBLE", lambda i: f"{d.expovariate(1 / 40):.1f}")
    t.add("screen_width", "INT", choice(d, {1920: 40, 390: 35, 1366: 15, 2560: 10})).add("utm_campaign", "STRING", choice(d, {"winter": 60, "email_12": 40}), 0.8)
    t.add("referrer_domain", "STRING", choice(d, {"google.example": 70, "bing.example": 20, "news.example": 10}), 0.4).add("is_new", "STRING", choice(d, {"1": 30, "0": 70}))
    t.add("day", "DATE", lambda i: day(times[i]))
    t.meta["detail"] = {"partitionColumns": ["day"], "numFiles": 30, "sizeInBytes": 40_000_000}
    return t


def bookings(seed, rows=1200):
    t = Table("hotel_reservations", rows, seed)
    d = t.dice
    made = moments(d, "2025-06-01", "2025-12-31", rows)
    t.add("reservation_no", "BIGINT", counter(55_000)).add("booked_at", "TIMESTAMP", lambda i: stamp(made[i]))
    t.add("arrival_date", "DATE", lambda i: day(made[i] + d.randint(0, 200) * DAY)).add("departure_date", "DATE", lambda i: day(parse(t.columns["arrival_date"][i]) + d.randint(1, 9) * DAY))
    t.add("adults", "INT", choice(d, {1: 30, 2: 60, 3: 10})).add("rate_per_night", "DECIMAL(8,2)", normal(d, 145, 30)).add("deposit", "DECIMAL(8,2)", choice(d, {"0": 60, "50": 25, "100": 15}))
    t.add("guest_name", "STRING", lambda i: f"{d.choice(GIVEN)} {d.choice(FAMILY)}").add("special_requests", "STRING", sentence(d, PROSE, 3, 12), 0.7)
    t.add("board", "STRING", choice(d, {"none": 45, "breakfast": 40, "half": 15})).add("cancelled_at", "TIMESTAMP", later(d, t.columns["booked_at"], 3600, 2_000_000, stamp), 0.85)
    return t.tolerate("pii:guest_name", "null_ratio:cancelled_at")


def lineitems(seed, orders=900):
    lines = flat(*[[(o, n) for n in range(1, 1 + (o * 7919) % 4 + 1)] for o in range(1, orders + 1)])
    t = Table("order_lines", len(lines), seed)
    d = t.dice
    t.add("order_id", "INT", lambda i: lines[i][0]).add("line_no", "INT", lambda i: lines[i][1]).add("article", "STRING", pattern(d, "AR-####"))
    t.add("qty", "INT", whole(d, 1, 12)).add("price", "DECIMAL(8,2)", lognormal(d, 2.5, 0.6))
    t.add("line_total", "DECIMAL(10,2)", lambda i: f"{int(t.columns['qty'][i]) * float(t.columns['price'][i]):.2f}").add("gift_wrap", "BOOLEAN", choice(d, {"false": 98, "true": 2}))
    t.add("returned_qty", "INT", choice(d, {"0": 97, "1": 2, "2": 1}))
    t.meta["primary_key"] = ["order_id", "line_no"]
    return t.refer("order_id", "order_heads", "order_id", range(1, orders + 1)).tolerate("dominant_value:returned_qty")


MAKERS = (transactions, students, turbines, leads, payroll, wells, auctions, parcels, features, web, bookings, lineitems)


def clean():
    for number, make in enumerate(MAKERS):
        for again in range(2):
            yield f"{make.__name__}-clean-{again}", make(5000 + 17 * number + again)
    yield "wells-50-clean", wells(5301, 50)
    yield "transactions-large-clean", transactions(5302, 60_000)


def planted():
    t = transactions(6001).repeat_key("txn_id", 44).plant("outlier", "amount_usd", 7, lambda v: f"{float(v) * 20000 + 1e6:.2f}")
    yield "transactions-keys", t
    t = transactions(6002).gap("txn_time", "2025-10-20", 4).plant("case_or_space", "country", 80, recase(t_dice(6002)))
    yield "transactions-gap", t
    t = transactions(6003).plant("negative_value", "amount_usd", 40, lambda v: f"-{v}").plant("placeholder", "entry_mode", 60, lambda v: "N/A")
    yield "transactions-signs", t
    t = students(6004).plant("placeholder", "corso", 22, lambda v: "n.d.").plant("impossible_date", "data_nascita", 9, lambda v: "0001-01-01")
    yield "students-corso", t
    t = students(6005).plant("mixed_format", "fuori_sede", 120, lambda v: {"sì": "1", "no": "0"}[v])
    yield "students-copies", t.copies(17)
    t = students(6006).nulls("crediti", 90).plant("case_or_space", "corso", 35, recase(t_dice(6006)))
    yield "students-crediti", t
    t = turbines(6007).plant("placeholder", "wind_speed_ms", 70, lambda v: "-999").plant("outlier", "nacelle_temp", 14, lambda v: f"{float(v) + 300:.1f}")
    yield "turbines-sensor", t
    t = turbines(6008).gap("ts", "2025-12-14", 3).nulls("rpm", 700)
    yield "turbines-gap", t
    t = turbines(6009)
    t.types["yaw_deg"] = "STRING"
    yield "turbines-yaw", t.label("type_text", "yaw_deg").plant("constant", "turbine", 6000, lambda v: "WT-01")
    t = leads(6010).plant("mixed_format", "contact_phone", 160, lambda v: "+1" + "".join(c for c in v if c.isdigit())).plant("case_or_space", "stage", 60, recase(t_dice(6010)))
    yield "leads-phone", t
    t = leads(6011).end_early("created_on", 21).plant("negative_value", "employees", 12, lambda v: f"-{v}")
    yield "leads-stale", t
    t = leads(6012)
    t.types["created_on"] = "STRING"
    t.plant("mixed_format", "created_on", 200, lambda v: parse(v).strftime("%m/%d/%Y")).plant("future_date", "next_contact", 0, lambda v: v)
    t.labels.pop()
    yield "leads-dates", t.plant("placeholder", "company", 30, lambda v: "TBD").tolerate("type_text:created_on")
    t = payroll(6013).plant("outlier", "gross_pay", 3, lambda v: f"{float(v) * 100:.2f}").plant("negative_value", "overtime_hours", 9, lambda v: f"-{float(v) + 4:.1f}")
    yield "payroll-pay", t
    t = payroll(6014).end_early("pay_date", 120).nulls("cost_unit", 130)
    yield "payroll-stale", t
    t = wells(6015).plant("outlier", "ph", 3, lambda v: f"{float(v) * 10:.2f}").plant("mixed_format", "well_code", 30, lambda v: v.replace("-", ""))
    yield "wells-ph", t
    t = wells(6016).plant("future_date", "drilled", 4, lambda v: "2044-05-05").repeat_key("well_code", 5)
    yield "wells-drilled", t
    t = auctions(6017).plant("orphan", "lot_id", 31, lambda v: str(int(v) + 4000)).plant("placeholder", "bidder", 35, lambda v: "???")
    yield "auctions-lots", t
    t = auctions(6018).repeat_key("bid_seq", 20).plant("dominant_value", "channel", 2350, lambda v: "web")
    yield "auctions-seq", t
    t = parcels(6019)
    for i in t.rows_of("date_livraison", 45):
        t.columns["date_livraison"][i] = day(parse(t.columns["date_expedition"][i]) - 4 * DAY)
    yield "parcels-livraison", t.label("inconsistent_pair", "date_livraison", 45).plant("negative_value", "poids_kg", 20, lambda v: f"-{v}")
    t = parcels(6020).plant("mixed_format", "telephone", 210, lambda v: f"0{v[3]} {v[4:6]} {v[6:8]} {v[8:10]} {v[10:]}").plant("placeholder", "ville", 40, lambda v: "inconnue")
    yield "parcels-telephone", t
    t = parcels(6021).plant("mixed_format", "assurance", 150, lambda v: {"oui": "true", "non": "false"}[v]).nulls("ville", 260)
    yield "parcels-assurance", t
    t = features(6022).plant("outlier", "f04", 11, lambda v: "9.5e7").plant("null_ratio", "f13", 900, lambda v: None)
    yield "features-f04", t
    t = features(6023).plant("placeholder", "tenure_months", 140, lambda v: "9999").repeat_key("account_id", 60)
    yield "features-tenure", t
    t = web(6024)
    for i in t.rows_of("day", 2000):
        t.columns["day"][i] = "2025-12-20"
    yield "web-skew", t.label("partition_skew", "day").plant("case_or_space", "path", 90, recase(t_dice(6024)))
    t = web(6025)
    t.meta["detail"] = {"partitionColumns": ["day"], "numFiles": 5200, "sizeInBytes": 700_000_000}
    yield "web-files", t.label("small_files", None, 5200).plant("future_date", "view_time", 16, lambda v: "2027-01-01 00:00:00")
    t = web(6026).end_early("view_time", 5).plant("negative_value", "dwell_seconds", 50, lambda v: f"-{float(v) + 1:.1f}")
    yield "web-stale", t
    t = bookings(6027)
    for i in t.rows_of("departure_date", 33):
        t.columns["departure_date"][i] = day(parse(t.columns["arrival_date"][i]) - 3 * DAY)
    yield "bookings-departure", t.label("inconsistent_pair", "departure_date", 33).plant("pii", "special_requests", 20, lambda v: v + " card 4111 1111 1111 1111")
    t = bookings(6028).plant("pii", "special_requests", 18, lambda v: f"write to ana.b@post.example {v}").plant("outlier", "rate_per_night", 4, lambda v: f"{float(v) * 80:.2f}")
    yield "bookings-rate", t
    t = bookings(6029)
    t.meta["earlier_schema"] = [{"name": n, "type": "INT" if n == "reservation_no" else k} for n, k in t.types.items()] + [{"name": "loyalty_no", "type": "STRING"}]
    yield "bookings-drift", t.label("schema_drift", "reservation_no").label("schema_drift", "loyalty_no")
    t = lineitems(6030).plant("inconsistent_pair", "line_total", 40, lambda v: f"{float(v) * 1.3 + 2:.2f}").plant("orphan", "order_id", 25, lambda v: str(int(v) + 50_000))
    yield "lineitems-total", t
    t = lineitems(6031).plant("negative_value", "qty", 25, lambda v: f"-{v}").plant("type_text", "price", 0, lambda v: v)
    t.types["price"] = "STRING"
    t.labels[-1]["count"] = None
    yield "lineitems-qty", t.tolerate("inconsistent_pair:line_total")
    t = lineitems(6032).plant("case_or_space", "article", 60, lambda v: v.lower())
    yield "lineitems-copies", t.copies(30)


def t_dice(seed):
    """Dice of their own for respelling, apart from the table's."""
    import random
    return random.Random(seed * 7)


def cases():
    yield from clean()
    yield from planted()
