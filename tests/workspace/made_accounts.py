"""Accounts made from a seed, for tests of the cost workflows: spenders with their rhythms, what was planted in them, the rows of usage and
prices as the system tables have them, the true sums of those rows, and how told events are scored against the planted ones."""
import collections
import datetime
import random

DAY = datetime.timedelta(days=1)
DIMENSIONS = {"sku": "sku_name", "identity": "run_as", "job": "job_id", "warehouse": "warehouse_id", "pipeline": "dlt_pipeline_id",
              "endpoint": "endpoint_name", "cluster": "cluster_id"}
# name: (product, list price of a unit)
SKUS = {"PREMIUM_JOBS_COMPUTE": ("JOBS", 0.15), "PREMIUM_JOBS_SERVERLESS_COMPUTE_EU_WEST": ("JOBS", 0.35),
        "PREMIUM_JOBS_SERVERLESS_COMPUTE_EU_NORTH": ("JOBS", 0.35), "PREMIUM_ALL_PURPOSE_COMPUTE": ("ALL_PURPOSE", 0.55),
        "PREMIUM_SQL_PRO_COMPUTE": ("SQL", 0.55), "PREMIUM_SERVERLESS_SQL_COMPUTE_EU_WEST": ("SQL", 0.70),
        "PREMIUM_DLT_ADVANCED_COMPUTE": ("DLT", 0.36), "PREMIUM_SERVERLESS_REAL_TIME_INFERENCE_EU_WEST": ("MODEL_SERVING", 0.07)}
JOBS, SERVERLESS, NORTH, INTERACTIVE, PRO, SQL, PIPES, SERVING = SKUS


# Rhythms: what share of its usual work a spender does on a date.
def daily(date):
    return 1.0


def office(date):
    return 1.0 if date.weekday() < 5 else 0.1


def workdays(date):
    return 1.0 if date.weekday() < 5 else 0.0


def leisure(date):
    return 1.8 if date.weekday() >= 5 else 1.0


def on_weekday(number):
    return lambda date: 1.0 if date.weekday() == number else 0.0


def month_end(date):
    return 1.0 if (date + DAY).day == 1 else 0.0


def closing(date):
    """Daily work with the books closed on the last two days of a month and the first of the next."""
    return 3.0 if (date + 2 * DAY).day <= 2 or date.day == 1 else 1.0


def sprints(date):
    """Every second Friday twice the work."""
    return 2.0 if date.weekday() == 4 and date.isocalendar()[1] % 2 == 0 else office(date)


def closed_on(days, rhythm, share=0.15):
    return lambda date: share if (date.month, date.day) in days else rhythm(date)


# Changes: what multiplies a spender's work on day n of the account.
def within(first, last, factor):
    return lambda day: factor if first <= day <= last else 1.0


def since(first, factor, before=1.0):
    return lambda day: factor if day >= first else before


def arriving(first):
    return since(first, 1.0, 0.0)


def leaving(first):
    return since(first, 0.0)


def climbing(first, a_day):
    return lambda day: (1 + a_day) ** max(0, day - first + 1)


def both(one, other):
    return lambda day: one(day) * other(day)


def steady(day):
    return 1.0


class Account:
    def __init__(self, seed, days=90, noise=0.08, end="2026-06-17", growth=0.0):
        self.dice, self.days, self.noise, self.growth = random.Random(seed), days, noise, growth
        self.end = datetime.date.fromisoformat(end)
        self.first = self.end - (days - 1) * DAY
        self.spenders, self.events, self.neutral, self.missing = [], [], [], set()
        self.prices, self.late, self.rebilled = {}, {}, []
        self.tag_of = lambda spender, day: {}
        self.made = None

    def date(self, day):
        return self.first + day * DAY

    def day_of(self, weekday, after):
        return next(day for day in range(after, after + 7) if self.date(day).weekday() == weekday)

    def spender(self, sku, run_as, usd, rhythm=daily, change=steady, **ids):
        """`usd` on a day of full work; `ids`: job, warehouse, pipeline, endpoint, cluster; noise of its own."""
        noise = ids.pop("noise", self.noise)
        self.spenders.append({"sku": sku, "identity": run_as, "usd": usd, "rhythm": rhythm, "change": change, "noise": noise, **ids})
        return self

    def crowd(self, many, usd=45.0, spread=0.9, rhythms=(daily, office)):
        """Work that goes on as it always does: jobs, pipelines, warehouses, people on clusters."""
        for n in range(many):
            kind = self.dice.choice(["job", "job", "pipeline", "warehouse", "cluster"])
            sku = {"job": self.dice.choice([JOBS, SERVERLESS]), "pipeline": PIPES, "warehouse": SQL, "cluster": INTERACTIVE}[kind]
            who = f"{self.dice.choice(['ines', 'odd', 'svc-a', 'svc-b', 'yara', 'pavel'])}{n % 4}@firm.example"
            self.spender(sku, who, usd * self.dice.lognormvariate(0, spread), self.dice.choice(rhythms), **{kind: f"{kind[0]}{4000 + n}"})
        return self

    def event(self, kind, first, last, driver, **keys):
        """`driver`: (dimension, key) behind it; `keys`: every dimension it has one value of. Planted on all spenders that have them."""
        self.events.append({"kind": kind, "first": first, "last": last, "start": self.date(first), "end": self.date(last),
                            "driver": driver, "keys": keys, "usd": 0.0})
        return self

    def batch_ends(self, run_as):
        """The first month end of a batch that is in sight is nobody's event."""
        day = next(d for d in range(self.days) if month_end(self.date(d)))
        self.neutral.append({"keys": {"identity": run_as}, "start": self.date(day), "end": self.date(day)})
        return self

    def usage(self):
        if self.made is None:
            self.made = [self.row(*entry) for entry in self.entries()]
        return self.made

    def entries(self):
        for day in range(self.days):
            date = self.date(day)
            for number, spender in enumerate(self.spenders):
                chance = self.dice.lognormvariate(0, spender["noise"])
                usual = spender["usd"] * spender["rhythm"](date) * (1 + self.growth) ** day * chance
                usd = usual * spender["change"](day)
                if day in self.missing or usd < 0.005 or self.dice.random() > self.late.get(day, 1.0):
                    continue
                quantity = round(usd / SKUS[spender["sku"]][1], 6)
                yield day, number, spender, quantity, "ORIGINAL"
                if (day, spender.get("job")) in self.rebilled:  # billed twice over, then taken back and said anew
                    yield day, number, spender, quantity * 2, "ORIGINAL"
                    yield day, number, spender, -quantity * 2, "RETRACTION"
                    yield day, number, spender, -quantity, "RETRACTION"
                    yield day, number, spender, quantity, "RESTATEMENT"
                for event in self.events:
                    planted = all(spender.get(name) == value for name, value in event["keys"].items())
                    if planted and event["first"] <= day <= event["last"]:
                        event["usd"] += usd - (usual if event["kind"] != "new_spender" else 0)

    def row(self, day, number, spender, quantity, kind):
        date = self.date(day)
        ids = {DIMENSIONS[name] if name != "pipeline" else "dlt_pipeline_id": spender.get(name) for name in
               ("job", "warehouse", "pipeline", "endpoint", "cluster")}
        return {"record_id": f"{date}-{number}-{kind}-{quantity}", "sku_name": spender["sku"], "cloud": "AZURE", "usage_date": str(date),
                "usage_start_time": f"{date}T02:00:00Z", "usage_end_time": f"{date}T03:00:00Z", "usage_unit": "DBU",
                "usage_quantity": quantity, "usage_metadata": ids, "identity_metadata": {"run_as": spender["identity"]},
                "custom_tags": self.tag_of(spender, day), "record_type": kind, "billing_origin_product": SKUS[spender["sku"]][0]}

    def price_steps(self, sku):
        """[(first day or None, price)]"""
        price = SKUS[sku][1]
        if sku not in self.prices:
            return [(None, price)]
        day, factor = self.prices[sku]
        return [(None, price), (self.date(day), round(price * factor, 6))]

    def price_rows(self):
        for sku in SKUS:
            steps = self.price_steps(sku)
            for n, (begin, price) in enumerate(steps):
                until = steps[n + 1][0] if n + 1 < len(steps) else None
                for cloud, factor in (("AZURE", 1), ("AWS", 7)):  # the other cloud's price is nobody's here
                    text = f"{price * factor:.6f}"
                    yield {"price_start_time": f"{begin or '2020-01-01'}T00:00:00Z", "price_end_time": until and f"{until}T00:00:00Z",
                           "sku_name": sku, "cloud": cloud, "currency_code": "USD", "usage_unit": "DBU",
                           "pricing": {"default": text, "effective_list": {"default": text}}}

    def true_sums(self):
        """{dimension: {key: usd}} of the rows, with "total"; a record of any type counts by its sign."""
        sums = collections.defaultdict(lambda: collections.defaultdict(float))
        for row in self.usage():
            date = datetime.date.fromisoformat(row["usage_date"])
            price = [p for begin, p in self.price_steps(row["sku_name"]) if begin is None or date >= begin][-1]
            usd = row["usage_quantity"] * price
            fields = {**row, **row["usage_metadata"], **row["identity_metadata"]}
            sums["total"][""] += usd
            for name, field in DIMENSIONS.items():
                if fields[field]:
                    sums[name][fields[field]] += usd
            for tag in [f"{k}={v}" for k, v in row["custom_tags"].items()] or ["(untagged)"]:
                sums["tag"][tag] += usd
        return sums


def keys_of(alert):
    """{dimension: key} that an event was named by."""
    named = {name: alert["keys"][field] for name, field in DIMENSIONS.items() if alert["keys"].get(field)}
    if alert["dimension"] in DIMENSIONS:
        named[alert["dimension"]] = alert["key"]
    return named


def hits(alert, event):
    """What it names is what was planted (absent: summed over it) and one of its days lies in the event or the day after."""
    first, last = (datetime.date.fromisoformat(alert[k]) for k in ("start_date", "end_date"))
    agrees = all(event["keys"].get(name, value) == value for name, value in keys_of(alert).items())
    return agrees and first <= event["end"] + DAY and last >= event["start"]


def names_driver(alert, event):
    dimension, key = event["driver"]
    first_of = {driver["dimension"]: driver["key"] for driver in reversed(alert["drivers"])}
    return keys_of(alert).get(dimension) == key or first_of.get(dimension) == key


class Score:
    """Over accounts: found, missed and false events, delays, drivers and money."""

    def __init__(self):
        self.delays, self.missed, self.false, self.false_on_clean, self.lines = [], 0, 0, 0, []
        self.driver_right, self.kind_right, self.money_errors = 0, 0, []

    def is_neutral(self, account, alert):
        if alert["reason"] == "migration" or any(hits(alert, span) for span in account.neutral):
            return True
        if alert["reason"] == "price":
            return keys_of(alert).get("sku") in account.prices
        return datetime.date.fromisoformat(alert["end_date"]) < account.first + 14 * DAY

    def add(self, name, account, alerts):
        for event in account.events:
            told = [alert for alert in alerts if alert["reason"] != "price" and hits(alert, event)]
            if not told:
                self.missed += 1
                self.lines.append(f"{name}: missed {event}")
                continue
            late = min((datetime.date.fromisoformat(alert["start_date"]) - event["start"]).days for alert in told)
            self.delays.append(max(0, late))
            right = any(names_driver(alert, event) for alert in told)
            self.driver_right += right
            self.kind_right += any(alert["kind"] == event["kind"] for alert in told)
            self.money_errors.append(abs(sum(alert["excess_usd"] for alert in told) / event["usd"] - 1))
            if not right or late > 1 or not any(alert["kind"] == event["kind"] for alert in told):
                self.lines.append(f"{name}: {late} days late, driver {right}: {event} told as {told[0]}")
        for alert in alerts:
            if not any(hits(alert, event) for event in account.events) and not self.is_neutral(account, alert):
                self.false += 1
                self.false_on_clean += not account.events
                self.lines.append(f"{name}: false {alert}")

    def figures(self):
        found = len(self.delays)
        precision, recall = found / max(1, found + self.false), found / max(1, found + self.missed)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
