"""The second set: other shapes, domains, languages and rates than the recipes, written from the methods document alone."""
import datetime

from tables import (AS_OF, DAY, Table, any_of, choice, counter, day, later, lognormal, moments, normal, pareto, parse, pattern, recase,
                    sentence, stamp, uniform, unique, whole)

VORNAMEN = ["Jürgen", "Käthe", "Anke", "Björn", "Sören", "Mia", "Noah", "Zoë", "Hélène", "Łukasz", "Ömer", "Ayşe", "Tom", "Ida", "Emil"]
NACHNAMEN = ["Müller", "Schröder", "Weiß", "Böhm", "Groß", "Yılmaz", "Nowak", "Köhler", "Krüger", "Lange", "Franke", "Jäger", "Busch"]
ORTE = ["Köln", "München", "Düsseldorf", "Nürnberg", "Kiel", "Ulm", "Fürth", "Görlitz", "Essen", "Halle"]
ENGLISH = "pump valve leaks again after rain customer asked for visit moved to next week part ordered seal worn no access gate".split()
AUTORES = ["Ibarra", "Núñez", "Quiroga", "Salcedo", "Peña", "Zubiri", "Machado", "Ocampo"]
PRENOMS = ["Élodie", "Luc", "Agnès", "Rémi", "Chloé", "Yann"]


def kunden(seed, rows=1400):
    t = Table("kunden", rows, seed)
    d = t.dice
    t.add("kundennummer", "STRING", counter(100001, "K-{}"))
    t.add("vorname", "STRING", any_of(d, VORNAMEN)).add("nachname", "STRING", any_of(d, NACHNAMEN))
    t.add("geburtsdatum", "DATE", lambda i: day(datetime.datetime(1940, 1, 1) + d.randrange(24000) * DAY), 0.03)
    t.add("plz", "STRING", pattern(d, "#####")).add("ort", "STRING", any_of(d, ORTE))
    t.add("telefon", "STRING", lambda i: "+49" + str(d.randrange(10**9, 10**10)), 0.04)
    t.add("email", "STRING", lambda i: f"{d.choice(['mia', 'tom', 'ida', 'emil'])}.{i}@post.example")
    t.add("umsatz", "DECIMAL(12,2)", lognormal(d, 5.5, 1.3))
    t.add("newsletter", "STRING", choice(d, {"ja": 40, "nein": 60}))
    t.add("werber", "STRING", any_of(d, VORNAMEN), 0.85)
    times = moments(d, "2023-03-01", "2025-12-31", rows)
    t.add("angelegt_am", "TIMESTAMP", lambda i: stamp(times[i]))
    return t.tolerate("pii:email", "pii:telefon", "pii:geburtsdatum", "pii:vorname", "pii:nachname", "pii:plz", "pii:ort")


def monthly(seed):
    stores, groups = [f"S{n:02}" for n in range(1, 13)], ["food", "drinks", "toys", "books"]
    months = [datetime.datetime(2023 + m // 12, m % 12 + 1, 1) for m in range(36)]
    cells = [(m, s, g) for m in months for s in stores for g in groups]
    t = Table("sales_monthly", len(cells), seed)
    d = t.dice
    t.add("month", "DATE", lambda i: day(cells[i][0])).add("store", "STRING", lambda i: cells[i][1])
    t.add("product_group", "STRING", lambda i: cells[i][2])
    t.add("revenue", "DOUBLE", lognormal(d, 9, 0.6)).add("units", "BIGINT", lognormal(d, 6, 0.7, 0))
    t.add("returns", "INT", pareto(d, 1, 1.4)).add("margin", "DOUBLE", normal(d, 0.2, 0.12, 4))
    return t


def weekly(seed):
    weeks = [datetime.datetime(2023, 12, 4) + 7 * k * DAY for k in range(108)]
    teams = ["north", "south", "online", "wholesale", "export"]
    cells = [(w, team) for w in weeks for team in teams]
    t = Table("team_targets_weekly", len(cells), seed)
    d = t.dice
    t.add("week_start", "DATE", lambda i: day(cells[i][0])).add("team", "STRING", lambda i: cells[i][1])
    t.add("target", "DECIMAL(10,2)", normal(d, 41000, 5200)).add("actual", "DECIMAL(10,2)", normal(d, 39800, 6900))
    t.add("headcount", "INT", whole(d, 4, 16)).add("remark", "STRING", sentence(d, ENGLISH, 2, 6), 0.9)
    return t


def clicks(seed, rows=9000):
    t = Table("ad_clicks", rows, seed)
    d = t.dice
    times = moments(d, "2025-11-20", "2025-12-31", rows)
    t.add("click_uuid", "STRING", lambda i: f"{d.getrandbits(32):08x}-{d.getrandbits(16):04x}-4{d.getrandbits(12):03x}-b{d.getrandbits(12):03x}-{d.getrandbits(48):012x}")
    t.add("clicked_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("campaign", "STRING", choice(d, {"spring-24": 1, "brand": 50, "retarget": 30, "promo_x": 19}))
    t.add("visitor", "BIGINT", pareto(d, 1000, 0.8)).add("http_status", "INT", choice(d, {200: 93, 302: 4, 404: 2, 500: 1}))
    t.add("bytes_sent", "BIGINT", pareto(d, 400, 0.9)).add("latency_ms", "DOUBLE", lognormal(d, 4, 0.9, 1))
    t.add("country_code", "STRING", choice(d, {"US": 50, "DE": 20, "NA": 1, "NO": 4, "IN": 25}))
    t.add("landing_page", "STRING", lambda i: f"/p/{d.randrange(900)}?ref={d.choice('abc')}")
    t.add("is_bot", "BOOLEAN", choice(d, {"true": 3, "false": 97}))
    t.add("cost_micros", "BIGINT", lognormal(d, 11, 1, 0))
    return t


def devices(seed, rows=50):
    t = Table("device_config", rows, seed)
    d = t.dice
    t.add("device_id", "STRING", counter(1, "DEV{:04}")).add("site", "STRING", any_of(d, ["Leeds", "York", "Hull"]))
    t.add("ip_address", "STRING", lambda i: f"10.20.{i // 20}.{i}").add("firmware", "STRING", choice(d, {"3.1.0": 60, "3.2.1": 40}))
    t.add("poll_seconds", "INT", choice(d, {"30": 1, "60": 2})).add("threshold", "DOUBLE", normal(d, 70, 4, 1))
    t.add("installed_on", "DATE", lambda i: day(datetime.datetime(2021, 1, 1) + d.randrange(1500) * DAY))
    t.add("enabled", "STRING", choice(d, {"Y": 80, "N": 20})).add("protocol", "STRING", lambda i: "mqtt")
    return t.tolerate("constant:protocol", "pii:ip_address")


def accounts(seed, rows=2600):
    t = Table("account_balances", rows, seed)
    d = t.dice
    t.add("account_no", "DECIMAL(18,0)", counter(410000000000)).add("holder_ref", "STRING", pattern(d, "H######"))
    t.add("currency", "STRING", choice(d, {"CHF": 70, "EUR": 25, "USD": 5}))
    t.add("balance", "DECIMAL(18,2)", lambda i: f"{d.gauss(0, 1) * 10 ** d.uniform(1, 5):.2f}")
    t.add("interest_rate", "DECIMAL(6,4)", uniform(d, 0, 0.04, 4)).add("overdraft_limit", "DECIMAL(12,2)", choice(d, {"0": 60, "500": 30, "2000": 10}))
    t.add("opened_on", "DATE", lambda i: day(datetime.datetime(1998, 1, 1) + d.randrange(10200) * DAY))
    t.add("closed_on", "DATE", later(d, t.columns["opened_on"], 8640000, 86400000, day), 0.88)
    t.add("branch", "STRING", pattern(d, "B0#")).add("risk_class", "STRING", choice(d, {"low": 70, "medium": 25, "high": 5}))
    t.add("as_of_date", "DATE", lambda i: "2025-12-31")
    return t.tolerate("constant:as_of_date", "null_ratio:closed_on")


def libros(seed, rows=900):
    t = Table("libros", rows, seed)
    d = t.dice
    t.add("isbn", "STRING", unique(pattern(d, "97884#########"[:13])))
    t.add("titulo", "STRING", lambda i: f"El {d.choice(['río', 'jardín', 'viaje', 'año', 'sueño'])} de {d.choice(AUTORES)} {i}")
    t.add("autor", "STRING", any_of(d, AUTORES)).add("idioma", "STRING", choice(d, {"es": 80, "ca": 12, "gl": 8}))
    t.add("precio", "DECIMAL(8,2)", normal(d, 18, 4)).add("existencias", "INT", pareto(d, 2, 1.5))
    t.add("paginas", "INT", lambda i: max(40, int(d.gauss(310, 90))))
    t.add("fecha_publicacion", "DATE", lambda i: day(datetime.datetime(1985, 1, 1) + d.randrange(14900) * DAY))
    t.add("subtitulo", "STRING", sentence(d, "una historia de amor y guerra en la costa del sur".split(), 2, 5), 0.72)
    t.add("descatalogado", "STRING", choice(d, {"sí": 6, "no": 94}))
    return t


def visits(seed, rows=1700):
    t = Table("ward_visits", rows, seed)
    d = t.dice
    times = moments(d, "2025-06-01", "2025-12-31", rows)
    t.add("visit_id", "BIGINT", counter(7700001)).add("patient_mrn", "STRING", pattern(d, "MRN#####"))
    t.add("admitted_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("discharged_at", "TIMESTAMP", later(d, t.columns["admitted_at"], 3600, 900000, stamp))
    t.add("ward", "STRING", choice(d, {"Cardiology": 30, "Surgery": 30, "ICU": 8, "Pediatrics": 32}))
    t.add("icd10", "STRING", pattern(d, "@##.#")).add("temperature_c", "DOUBLE", normal(d, 37.1, 0.7, 1))
    t.add("systolic", "INT", normal(d, 126, 15, 0)).add("weight_kg", "DOUBLE", lambda i: f"{max(3, d.gauss(72, 16)):.1f}")
    t.add("allergies", "STRING", choice(d, {"none": 70, "penicillin": 20, "nuts": 10}))
    t.add("triage_note", "STRING", sentence(d, ENGLISH, 5, 16)).add("insurer", "STRING", choice(d, {"AOK": 40, "TK": 35, "HEK": 25}))
    return t.tolerate("null_ratio:discharged_at", "pii:patient_mrn")


def flights(seed, rows=2800):
    t = Table("flights", rows, seed)
    d = t.dice
    times = moments(d, "2025-08-01", "2025-12-31", rows, (5, 23))
    t.add("flight_id", "BIGINT", counter(1)).add("flight_no", "STRING", pattern(d, "LX###"))
    t.add("origin", "STRING", choice(d, {"ZRH": 40, "GVA": 30, "BSL": 30})).add("dest", "STRING", any_of(d, ["LHR", "CDG", "NRT", "JFK", "OSL", "NAP"]))
    t.add("scheduled_dep", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("actual_dep", "TIMESTAMP", lambda i: stamp(times[i] + datetime.timedelta(seconds=d.randint(-600, 5400))))
    t.add("actual_arr", "TIMESTAMP", lambda i: stamp(parse(t.columns["actual_dep"][i]) + datetime.timedelta(seconds=d.randint(3000, 40000))))
    t.add("delay_minutes", "INT", lambda i: int((parse(t.columns["actual_dep"][i]) - times[i]).total_seconds() / 60))
    t.add("seats_sold", "INT", whole(d, 20, 219)).add("cancelled", "STRING", choice(d, {"false": 97, "true": 3}))
    t.add("gate", "STRING", pattern(d, "@##"), 0.02).add("distance_km", "INT", lognormal(d, 7, 0.8, 0))
    return t


def meters(seed, rows=200_000):
    t = Table("meter_readings", rows, seed)
    d = t.dice
    begin = datetime.datetime(2025, 10, 1)
    step = (AS_OF - begin) / rows
    t.add("reading_id", "BIGINT", counter(10_000_000)).add("meter_id", "INT", whole(d, 1, 800))
    t.add("read_at", "TIMESTAMP", lambda i: stamp(begin + i * step)).add("kwh", "DOUBLE", lambda i: f"{d.expovariate(0.8):.3f}")
    t.add("voltage", "DOUBLE", normal(d, 230, 2.2, 1)).add("quality", "STRING", choice(d, {"ok": 985, "estimated": 15}))
    t.add("tariff", "STRING", choice(d, {"HT": 60, "NT": 40}))
    return t.refer("meter_id", "meters", "meter_id", range(1, 801)).tolerate("dominant_value:quality")


def locations(seed, rows=1500):
    t = Table("locations_vacances", rows, seed)
    d = t.dice
    first = moments(d, "2025-05-01", "2025-12-31", rows)
    t.add("identifiant", "STRING", counter(5000, "LV{}")).add("date_debut", "DATE", lambda i: day(first[i]))
    t.add("date_fin", "DATE", lambda i: day(first[i] + d.randint(2, 21) * DAY))
    t.add("ville", "STRING", any_of(d, ["Nîmes", "Béziers", "Sète", "Orléans", "Angoulême"])).add("code_postal", "STRING", pattern(d, "3####"))
    t.add("montant", "DECIMAL(10,2)", lognormal(d, 6.3, 0.5)).add("mode_paiement", "STRING", choice(d, {"carte": 70, "virement": 20, "chèque": 10}))
    t.add("prenom", "STRING", any_of(d, PRENOMS)).add("commentaire", "STRING", sentence(d, "très bien séjour agréable un peu de bruit la nuit".split(), 3, 9), 0.6)
    return t.tolerate("future_date:date_fin")


def logs(seed, rows=5000):
    t = Table("service_logs", rows, seed)
    d = t.dice
    times = moments(d, "2025-11-25", "2025-12-31", rows)
    t.add("event_time", "TIMESTAMP", lambda i: stamp(times[i])).add("service", "STRING", choice(d, {"auth": 30, "cart": 40, "mail": 30}))
    t.add("severity", "STRING", choice(d, {"INFO": 88, "WARN": 9, "ERROR": 3})).add("host", "STRING", pattern(d, "ip-10-0-#-##"))
    t.add("trace_id", "STRING", lambda i: f"{d.getrandbits(64):016x}").add("message", "STRING", sentence(d, ENGLISH, 4, 14))
    t.add("elapsed_ms", "INT", lognormal(d, 3, 1.4, 0)).add("thread_no", "INT", whole(d, 1, 64))
    t.add("local_time", "STRING", lambda i: times[i].strftime("%Y-%m-%dT%H:%M:%S") + d.choice(["+01:00", "+01:00", "Z"]))
    t.add("event_date", "DATE", lambda i: day(times[i]))
    t.meta["detail"] = {"partitionColumns": ["event_date"], "numFiles": 40, "sizeInBytes": 900_000_000}
    return t.tolerate("type_text:local_time", "mixed_format:local_time")


def history(seed, rows=1300):
    t = Table("dim_supplier_history", rows, seed)
    d = t.dice
    begin = [datetime.datetime(2022, 1, 1) + d.randrange(1400) * DAY for _ in range(rows)]
    t.add("supplier_id", "INT", whole(d, 1, 500)).add("supplier_name", "STRING", lambda i: f"Firma {d.choice(NACHNAMEN)} {i}")
    t.add("valid_from", "DATE", lambda i: day(begin[i]))
    t.add("valid_to", "DATE", lambda i: "9999-12-31" if d.random() < 0.4 else day(begin[i] + d.randint(1, 400) * DAY))
    t.add("is_current", "BOOLEAN", lambda i: str(t.columns["valid_to"][i] == "9999-12-31").lower())
    t.add("rating", "STRING", choice(d, {"A": 40, "B": 40, "C": 20})).add("lead_time_days", "INT", whole(d, 1, 45))
    t.add("discount_pct", "DECIMAL(5,2)", choice(d, {"0": 80, "2.5": 12, "5": 8}))
    return t


def survey(seed, rows=420):
    t = Table("survey_answers", rows, seed)
    d = t.dice
    t.add("response_id", "STRING", counter(1, "R{:05}"))
    times = moments(d, "2025-09-15", "2025-11-02", rows)
    t.add("submitted_at", "TIMESTAMP", lambda i: stamp(times[i]))
    for q in range(1, 81):
        t.add(f"q{q}", "INT", choice(d, {1: 5, 2: 12, 3: 30, 4: 33, 5: 20}), 0.01 if q % 7 else 0.0)
    t.add("free_text", "STRING", sentence(d, ENGLISH, 3, 20), 0.55).add("language", "STRING", choice(d, {"en": 60, "de": 25, "fr": 15}))
    return t.tolerate("freshness_gap:submitted_at")


def invoices(seed, rows=1900):
    t = Table("invoices", rows, seed)
    d = t.dice
    times = moments(d, "2025-02-03", "2025-12-31", rows, weekdays=range(5))
    t.add("invoice_number", "STRING", counter(20250001, "RE{}")).add("issued_on", "DATE", lambda i: day(times[i]))
    t.add("due_on", "DATE", lambda i: day(times[i] + d.choice([14, 30, 60]) * DAY))
    t.add("paid_on", "DATE", later(d, t.columns["issued_on"], 86400, 5_500_000, day)).add("subtotal", "DECIMAL(12,2)", lognormal(d, 6, 1.1))
    t.add("tax", "DECIMAL(12,2)", lambda i: f"{float(t.columns['subtotal'][i]) * 0.19:.2f}")
    t.add("total", "DECIMAL(12,2)", lambda i: f"{float(t.columns['subtotal'][i]) + float(t.columns['tax'][i]):.2f}")
    t.add("vat_id", "STRING", pattern(d, "DE#########")).add("status", "STRING", choice(d, {"paid": 80, "open": 15, "overdue": 5}))
    t.add("purchase_order", "STRING", pattern(d, "PO-#####"), 0.4).add("customer_id", "INT", whole(d, 1, 300))
    t.refer("customer_id", "clients", "client_id", range(1, 301))
    return t.tolerate("null_ratio:paid_on")


def orders_jp(seed, rows=800):
    t = Table("注文", rows, seed)
    d = t.dice
    times = moments(d, "2025-07-01", "2025-12-31", rows)
    t.name = "web_orders_jp"
    t.add("order_id", "BIGINT", counter(30001)).add("商品", "STRING", any_of(d, ["茶碗", "急須", "箸", "風呂敷", "扇子"]))
    t.add("都市", "STRING", any_of(d, ["東京", "大阪", "京都", "札幌"])).add("金額", "DECIMAL(10,0)", lognormal(d, 8, 0.5, 0))
    t.add("注文日時", "TIMESTAMP", lambda i: stamp(times[i])).add("個数", "INT", choice(d, {1: 60, 2: 25, 3: 15}))
    t.add("支払方法", "STRING", choice(d, {"カード": 70, "代引き": 30}))
    return t


def rates(seed):
    days = [datetime.datetime(2025, 1, 2) + k * DAY for k in range(363)]
    cells = [(x, p) for x in days if x.weekday() < 5 for p in ("EURUSD", "EURCHF", "EURGBP")]
    t = Table("fx_rates_daily", len(cells), seed)
    d = t.dice
    base = {"EURUSD": 1.09, "EURCHF": 0.95, "EURGBP": 0.85}
    t.add("rate_date", "DATE", lambda i: day(cells[i][0])).add("pair", "STRING", lambda i: cells[i][1])
    t.add("rate", "DECIMAL(12,6)", lambda i: f"{base[cells[i][1]] * (1 + d.gauss(0, 0.01)):.6f}")
    t.add("change_pct", "DOUBLE", normal(d, 0, 0.4, 3)).add("source", "STRING", lambda i: "ECB")
    return t.tolerate("constant:source")


def assets(seed, rows=650):
    t = Table("assets", rows, seed)
    d = t.dice
    bought = [datetime.datetime(2016, 1, 1) + d.randrange(3600) * DAY for _ in range(rows)]
    t.add("asset_tag", "STRING", counter(1, "AT-{:06}")).add("serial_no", "STRING", unique(pattern(d, "@@####@#")))
    t.add("purchase_date", "DATE", lambda i: day(bought[i])).add("warranty_until", "DATE", lambda i: day(bought[i] + d.choice([730, 1095, 1825]) * DAY))
    t.add("price_eur", "DECIMAL(10,2)", lognormal(d, 6.6, 0.9)).add("lat", "DOUBLE", normal(d, 48, 3, 6)).add("lon", "DOUBLE", normal(d, 9, 4, 6))
    t.add("state", "STRING", choice(d, {"in use": 80, "stored": 15, "scrapped": 5})).add("assigned_to", "STRING", any_of(d, VORNAMEN), 0.2)
    t.add("cost_center", "STRING", choice(d, {"4711": 40, "4712": 35, "4720": 25}))
    return t


def clean():
    makers = (kunden, monthly, weekly, clicks, devices, accounts, libros, visits, flights, locations, logs, history, survey, invoices, orders_jp,
              rates, assets)
    for number, make in enumerate(makers):
        for again in range(2):
            yield f"{make.__name__}-clean-{again}", make(1000 + 31 * number + again)
    yield "meters-clean", meters(1999)
    yield "visits-few-clean", visits(2001, 55)
    yield "invoices-few-clean", invoices(2002, 80)


def defects_text():
    t = kunden(2101)
    t.plant("mixed_format", "telefon", 130, lambda v: f"0{v[3:6]} / {v[6:]}").plant("case_or_space", "ort", 60, recase(t.dice))
    yield "kunden-telefon", t.tolerate("pii:telefon")
    t = kunden(2102).plant("placeholder", "ort", 55, lambda v: "k.A.")
    t.plant("impossible_date", "geburtsdatum", 22, lambda v: "1900-01-01")
    yield "kunden-platzhalter", t
    t = kunden(2103).plant("mixed_format", "newsletter", 90, lambda v: {"ja": "1", "nein": "0"}[v])
    yield "kunden-ja-nein", t.nulls("nachname", 160)
    t = kunden(2104)
    t.types["umsatz"] = "STRING"
    yield "kunden-umsatz-text", t.label("type_text", "umsatz").plant("case_or_space", "email", 40, lambda v: v.upper())
    t = libros(2105)
    t.types["precio"] = "STRING"
    t.plant("mixed_format", "precio", 140, lambda v: v.replace(".", ","))
    yield "libros-coma", t.plant("case_or_space", "idioma", 30, lambda v: v.upper()).tolerate("type_text:precio")
    t = libros(2106)
    t.types["fecha_publicacion"] = "STRING"
    t.plant("mixed_format", "fecha_publicacion", 70, lambda v: parse(v).strftime("%d.%m.%Y"))
    yield "libros-fechas", t.plant("placeholder", "autor", 25, lambda v: "desconocido").tolerate("type_text:fecha_publicacion")
    t = visits(2107).plant("pii", "triage_note", 24, lambda v: v + " call 555-201-7788 before")
    yield "visits-note", t.plant("placeholder", "ward", 40, lambda v: "???")
    t = visits(2108).plant("pii", "triage_note", 12, lambda v: v + " ssn 219-09-9999")
    yield "visits-icd", t.plant("mixed_format", "icd10", 110, lambda v: v.replace(".", ""))
    t = flights(2109)
    t.types["seats_sold"] = "STRING"
    yield "flights-seats", t.label("type_text", "seats_sold").plant("mixed_format", "cancelled", 300, lambda v: {"true": "Y", "false": "N"}[v])
    t = logs(2110).plant("pii", "message", 35, lambda v: f"login failed for nora.{len(v)}@corp.example {v}")
    yield "logs-mail", t.plant("case_or_space", "service", 100, recase(t.dice))
    t = assets(2111)
    t.plant("case_or_space", "state", 26, recase(t.dice))
    yield "assets-state", t.plant("placeholder", "assigned_to", 18, lambda v: "n/a")
    t = locations(2112)
    t.types["date_debut"] = "STRING"
    yield "locations-date-texte", t.label("type_text", "date_debut").plant("placeholder", "ville", 30, lambda v: "inconnu")
    t = orders_jp(2113)
    t.plant("case_or_space", "都市", 20, lambda v: v + " ").plant("placeholder", "支払方法", 24, lambda v: "-")
    yield "orders-jp-text", t


def defects_numbers():
    t = monthly(2201).plant("negative_value", "units", 18, lambda v: f"-{v}")
    yield "monthly-units", t.plant("outlier", "revenue", 6, lambda v: str(float(v) * 900))
    t = weekly(2202).plant("outlier", "target", 4, lambda v: str(float(v) * 10))
    yield "weekly-target", t.nulls("actual", 60)
    t = accounts(2203).plant("outlier", "interest_rate", 9, lambda v: f"{float(v) * 10 + 4:.4f}")
    yield "accounts-rate", t.plant("placeholder", "branch", 45, lambda v: "XXX")
    t = visits(2204).plant("outlier", "temperature_c", 11, lambda v: f"{float(v) * 9 / 5 + 32:.1f}")
    yield "visits-fahrenheit", t.plant("negative_value", "weight_kg", 15, lambda v: f"-{v}")
    t = visits(2205).plant("placeholder", "systolic", 60, lambda v: "-1")
    yield "visits-sentinel", t.repeat_key("visit_id", 21)
    t = flights(2206).plant("placeholder", "distance_km", 90, lambda v: "-999")
    yield "flights-distance", t.copies(33)
    t = meters(2207).plant("outlier", "voltage", 160, lambda v: f"{float(v) + 170:.1f}")
    yield "meters-volts", t.plant("orphan", "meter_id", 700, lambda v: str(int(v) + 5000))
    t = clicks(2208).plant("negative_value", "cost_micros", 80, lambda v: f"-{v}")
    yield "clicks-cost", t.plant("null_ratio", "country_code", 800, lambda v: None)
    t = libros(2209).plant("outlier", "paginas", 5, lambda v: str(int(v) * 100))
    yield "libros-paginas", t.plant("negative_value", "existencias", 14, lambda v: f"-{v}")
    t = kunden(2210).plant("outlier", "umsatz", 3, lambda v: str(round(float(v) * 1e5, 2)))
    yield "kunden-umsatz", t.nulls("plz", 190)
    t = assets(2211).plant("negative_value", "price_eur", 9, lambda v: f"-{v}")
    yield "assets-price", t.repeat_key("asset_tag", 8)
    t = survey(2212).plant("outlier", "q17", 4, lambda v: str(int(v) * 11 + 40))
    yield "survey-q17", t.plant("placeholder", "q5", 14, lambda v: "99")
    t = rates(2213).plant("outlier", "rate", 5, lambda v: str(round(float(v) * 100, 6)))
    yield "rates-scale", t
    t = devices(2214).plant("negative_value", "poll_seconds", 4, lambda v: f"-{v}")
    yield "devices-poll", t.nulls("site", 9)


def defects_time():
    t = clicks(2301).gap("clicked_at", "2025-12-08", 2)
    yield "clicks-gap", t.plant("constant", "campaign", 9000, lambda v: "brand")
    t = logs(2302).end_early("event_time", 6)
    yield "logs-stale", t.plant("null_ratio", "host", 400, lambda v: None)
    t = rates(2303).gap("rate_date", "2025-06-09", 12, 10)
    yield "rates-gap", t.tolerate("null_ratio:rate")
    t = rates(2304).end_early("rate_date", 15)
    yield "rates-stale", t
    t = weekly(2305).end_early("week_start", 60)
    yield "weekly-stale", t
    t = visits(2306).plant("future_date", "admitted_at", 13, lambda v: stamp(AS_OF + (40 + len(v)) * DAY))
    yield "visits-future", t.tolerate("inconsistent_pair:discharged_at").nulls("insurer", 240)
    t = flights(2307).plant("inconsistent_pair", "actual_arr", 60, lambda v: stamp(parse(v) - 3 * DAY))
    yield "flights-arrive", t.plant("dominant_value", "origin", 2730, lambda v: "ZRH")
    t = locations(2308)
    begin = t.columns["date_debut"]
    for i in t.rows_of("date_fin", 30):
        t.columns["date_fin"][i] = day(parse(begin[i]) - (2 + i % 9) * DAY)
    yield "locations-fin", t.label("inconsistent_pair", "date_fin", 30).copies(19)
    t = invoices(2309)
    t.plant("inconsistent_pair", "total", 50, lambda v: f"{float(v) * 1.5 + 3:.2f}")
    yield "invoices-total", t.plant("impossible_date", "paid_on", 17, lambda v: "1970-01-01").tolerate("inconsistent_pair:paid_on", "null_ratio:paid_on")
    t = invoices(2310).plant("orphan", "customer_id", 36, lambda v: str(int(v) + 1000))
    yield "invoices-orphan", t.end_early("issued_on", 30)
    t = accounts(2311).plant("impossible_date", "opened_on", 30, lambda v: "0001-01-01")
    yield "accounts-opened", t.repeat_key("account_no", 26).tolerate("inconsistent_pair:closed_on")
    t = history(2312).plant("inconsistent_pair", "valid_to", 25, lambda v: "2019-05-01")
    yield "history-valid", t.plant("placeholder", "rating", 30, lambda v: "N/A").tolerate("inconsistent_pair:is_current")
    t = assets(2313).plant("future_date", "purchase_date", 8, lambda v: "2031-04-04")
    yield "assets-future", t.tolerate("inconsistent_pair:warranty_until")
    t = meters(2314).gap("read_at", "2025-11-11", 3)
    yield "meters-gap", t.copies(240)


def defects_structure():
    t = accounts(2401)
    t.meta["earlier_schema"] = [{"name": n, "type": "INT" if n == "interest_rate" else k} for n, k in t.types.items() if n != "branch"]
    yield "accounts-drift", t.label("schema_drift", "interest_rate").label("schema_drift", "branch")
    t = visits(2402)
    t.meta["earlier_schema"] = [{"name": n, "type": k} for n, k in t.types.items()] + [{"name": "bed_no", "type": "STRING"}]
    yield "visits-drift", t.label("schema_drift", "bed_no").copies(28)
    t = logs(2403)
    for i in t.rows_of("event_date", 2600):
        t.columns["event_date"][i] = "2025-12-24"
    yield "logs-skew", t.label("partition_skew", "event_date")
    t = clicks(2404)
    t.meta["detail"] = {"numFiles": 6100, "sizeInBytes": 1_300_000_000}
    yield "clicks-files", t.label("small_files", None, 6100).repeat_key("click_uuid", 70)
    t = monthly(2405)
    t.meta["detail"] = {"numFiles": 900, "sizeInBytes": 21_000_000}
    yield "monthly-files", t.label("small_files", None, 900).copies(16)
    t = libros(2406)
    t.columns["idioma"] = ["es"] * t.rows
    yield "libros-constante", t.label("constant", "idioma").repeat_key("isbn", 11)
    t = orders_jp(2407)
    for i in t.rows_of("都市", 790):
        t.columns["都市"][i] = "東京"
    yield "orders-jp-dominant", t.label("dominant_value", "都市").nulls("個数", 90)
    t = devices(2408)
    yield "devices-copies", t.copies(4)
    t = meters(2409).plant("dominant_value", "tariff", 197_500, lambda v: "HT")
    yield "meters-tariff", t.plant("negative_value", "kwh", 900, lambda v: f"-{v}")


def cases():
    for part in (clean, defects_text, defects_numbers, defects_time, defects_structure):
        yield from part()
