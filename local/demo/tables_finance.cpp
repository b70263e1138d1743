// The catalog finance (ledger, billing, reporting) and the small reference tables of prod.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec calendar() {
  TableSpec t{"prod.reference.calendar", "Days until today.", "platform", 730};
  t.exact_rows = true;
  t.span_days = 730;
  t.key = "day";
  t.time_column = "day";
  t.tags = "domain=reference,tier=reference";
  t.columns = {
      {"day", "DATE", "CAST(@NOW AS DATE) - CAST(729 - i AS INTEGER)", "Calendar day"},
      {"weekday", "VARCHAR", "dayname(CAST(@NOW AS DATE) - CAST(729 - i AS INTEGER))", "English name"},
      {"quarter", "VARCHAR", "'Q' || quarter(CAST(@NOW AS DATE) - CAST(729 - i AS INTEGER))", "Quarter"},
      {"is_weekend", "BOOLEAN", "isodow(CAST(@NOW AS DATE) - CAST(729 - i AS INTEGER)) > 5", "Saturday or Sunday"},
  };
  return t;
}

TableSpec delivery_areas() {
  TableSpec t{"prod.reference.delivery_areas", "Areas that vans serve.", "platform", 48};
  t.exact_rows = true;
  t.key = "area_code";
  t.tags = "domain=reference,tier=reference";
  t.columns = {
      {"area_code", "VARCHAR", "'LK' || lpad(CAST(1 + i AS VARCHAR), 2, '0')", "Key"},
      {"region", "VARCHAR", "['north', 'east', 'south', 'west'][1 + i % 4]", "Sales region"},
      {"households", "INTEGER", "CAST(1200 + h1 % 7000 AS INTEGER)", "Households"},
  };
  return t;
}

TableSpec exchange_rates() {
  TableSpec t{"prod.reference.exchange_rates", "Rate to EUR a day, six currencies.", "treasury", std::int64_t{6} * 365};
  t.exact_rows = true;
  t.span_days = 365;
  t.time_column = "rate_day";
  t.tags = "domain=reference,tier=reference";
  t.columns = {
      {"rate_day", "DATE", "CAST(@NOW AS DATE) - CAST(364 - i // 6 AS INTEGER)", "Day of the fixing"},
      {"currency", "VARCHAR", "['NOK', 'SEK', 'DKK', 'PLN', 'CZK', 'CHF'][1 + i % 6]", "ISO code"},
      {"rate", "DOUBLE", "round(4 + (i % 6) + (h1 % 5000) / 10000.0, 4)", "Units for one EUR"},
  };
  return t;
}

TableSpec accounts() {
  TableSpec t{"finance.ledger.accounts", "Chart of accounts.", "finance-data", kAccounts};
  t.exact_rows = true;
  t.key = "account_no";
  t.tags = "domain=finance,tier=reference";
  t.columns = {
      {"account_no", "VARCHAR", "'A' || (4001 + k)", "Key"},
      {"account_class", "VARCHAR", "['asset', 'liability', 'income', 'expense'][1 + i % 4]", "Class"},
      {"cost_centre", "VARCHAR", "'CC-' || (301 + h1 % 60)", "Usual cost centre"},
      {"active", "BOOLEAN", "h2 % 4 > 0", "May be posted to"},
  };
  return t;
}

TableSpec cost_centres() {
  TableSpec t{"finance.ledger.cost_centres", "Who pays.", "finance-data", 60};
  t.exact_rows = true;
  t.key = "cost_centre";
  t.tags = "domain=finance,tier=reference";
  t.columns = {
      {"cost_centre", "VARCHAR", "'CC-' || (301 + k)", "Key"},
      {"department", "VARCHAR", "['vans', 'depots', 'shop', 'office', 'support'][1 + i % 5]", "Department"},
      {"budget_eur", "DECIMAL(14,2)", "CAST(20000 + h1 % 280000 AS DECIMAL(14,2))", "Budget of the year"},
  };
  return t;
}

TableSpec journal_entries() {
  TableSpec t{"finance.ledger.journal_entries", "Postings.", "finance-data", 30'000};
  t.key = "entry_id";
  t.time_column = "posted_at";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"entry_id", "VARCHAR", "'JNL-' || (1000001 + k)", "Key"},
      {"account_no", "VARCHAR", "'A' || (4001 + h1 % 240)", "Account"},
      {"side", "VARCHAR", "['debit', 'credit'][1 + h2 % 2]", "Side"},
      {"amount", "DECIMAL(14,2)", "CAST((150 + h3 % 900000) / 100.0 AS DECIMAL(14,2))", "EUR, always positive"},
      {"posted_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"account_no", "finance.ledger.accounts", "account_no"}};
  return t;
}

TableSpec settlements() {
  TableSpec t{"finance.ledger.settlements", "Orders matched with their payment; target of job 1001.", "finance-data",
              12'000};
  t.newest_minutes = kMinutesADay;
  t.span_days = 90;
  t.key = "settlement_id";
  t.time_column = "settled_on";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"settlement_id", "VARCHAR", "'SET-' || (420001 + k)", "Key"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order settled"},
      {"method", "VARCHAR", "['card', 'debit', 'voucher'][1 + h2 % 3]", "How it was paid"},
      {"gross_amount", "DECIMAL(12,2)", "CAST((800 + h3 % 14000) / 100.0 AS DECIMAL(12,2))", "EUR"},
      {"settled_on", "DATE", "CAST(ts AS DATE)", "Night of the booking"},
  };
  t.references = {{"order_id", "prod.sales.orders", "order_id"}};
  return t;
}

TableSpec accruals() {
  TableSpec t{"finance.ledger.accruals", "Costs that belong to a period before their invoice.", "finance-data", 1'800};
  t.key = "accrual_id";
  t.time_column = "booked_on";
  t.tags = "domain=finance,tier=silver";
  t.columns = {
      {"accrual_id", "VARCHAR", "'ACR-' || (11001 + k)", "Key"},
      {"account_no", "VARCHAR", "'A' || (4001 + h1 % 240)", "Account"},
      {"amount", "DECIMAL(14,2)", "CAST((5000 + h2 % 700000) / 100.0 AS DECIMAL(14,2))", "EUR"},
      {"booked_on", "DATE", "CAST(ts AS DATE)", "Booking day"},
  };
  t.defects = {
      {"future_date", "booked_on", Plant::Replace, 90, "CAST(@NOW AS DATE) + CAST(200 + h2 % 3000 AS INTEGER)"}};
  t.references = {{"account_no", "finance.ledger.accounts", "account_no"}};
  return t;
}

TableSpec invoices() {
  TableSpec t{"finance.billing.invoices", "Invoices to business customers.", "finance-data", kInvoices};
  t.key = "invoice_no";
  t.time_column = "issued_at";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"invoice_no", "VARCHAR", "'INV-' || (250001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Business customer"},
      {"net_amount", "DECIMAL(12,2)", "CAST((2500 + h2 % 250000) / 100.0 AS DECIMAL(12,2))", "EUR"},
      {"issued_at", "TIMESTAMP", "ts", "UTC"},
      {"service_month", "VARCHAR", "strftime(ts, '%Y-%m')", "Month of the service, YYYY-MM"},
  };
  t.defects = {
      {"duplicate_key", "invoice_no", Plant::CopyKey, 160},
      {"mixed_format", "service_month", Plant::Replace, 15, "strftime(ts, '%m/%Y')"},
      {"type_text", "service_month", Plant::Tolerated},
  };
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec payments() {
  TableSpec t{"finance.billing.payments", "Money that came in.", "finance-data", 9'000};
  t.key = "payment_id";
  t.time_column = "received_at";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"payment_id", "VARCHAR", "'PAY-' || (510001 + k)", "Key"},
      {"invoice_no", "VARCHAR", "'INV-' || (250001 + h1 % 8000)", "Invoice paid"},
      {"method", "VARCHAR", "['transfer', 'card', 'debit'][1 + h2 % 3]", "How"},
      {"amount", "DECIMAL(14,2)", "CAST((2500 + h3 % 250000) / 100.0 AS DECIMAL(14,2))", "EUR"},
      {"received_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"orphan", "invoice_no", Plant::Replace, 62, "'INV-' || (990001 + h1 % 3000)"},
      {"outlier", "amount", Plant::Replace, 900, "CAST(4000000 + h3 % 3000000 AS DECIMAL(14,2))"},
  };
  t.references = {{"invoice_no", "finance.billing.invoices", "invoice_no"}};
  return t;
}

TableSpec payouts() {
  TableSpec t{"finance.billing.payouts", "Money to suppliers.", "finance-data", 1'500};
  t.key = "payout_id";
  t.time_column = "paid_at";
  t.tags = "domain=finance,contains=personal";
  t.columns = {
      {"payout_id", "VARCHAR", "'OUT-' || (70001 + k)", "Key"},
      {"supplier_id", "VARCHAR", "'SUP-' || (701 + h1 % 180)", "To whom"},
      {"iban", "VARCHAR",
       "'XX' || lpad(CAST(10 + h1 % 80 AS VARCHAR), 2, '0') || 'LARK' || "
       "lpad(CAST(h2 AS VARCHAR), 10, '0') || lpad(CAST(h3 % 10000 AS VARCHAR), 4, '0')",
       "Bank account"},
      {"amount", "DECIMAL(14,2)", "CAST((8000 + h4 % 900000) / 100.0 AS DECIMAL(14,2))", "EUR"},
      {"paid_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"pii", "iban", Plant::WholeColumn}};
  t.references = {{"supplier_id", "prod.inventory.suppliers", "supplier_id"}};
  return t;
}

TableSpec subscriptions() {
  TableSpec t{"finance.billing.subscriptions", "Delivery passes.", "finance-data", 3'500};
  t.key = "pass_id";
  t.time_column = "started_at";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"pass_id", "VARCHAR", "'PAS-' || (17001 + k)", "Key"},
      {"customer_id", "VARCHAR", "'CUS-' || (200001 + h1 % 9000)", "Holder"},
      {"plan", "VARCHAR", "['month', 'quarter', 'year'][1 + h2 % 3]", "Plan"},
      {"fee", "DECIMAL(8,2)", "CAST((490 + 100 * (h3 % 12)) / 100.0 AS DECIMAL(8,2))", "EUR a month"},
      {"started_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.references = {{"customer_id", "prod.sales.customers", "customer_id"}};
  return t;
}

TableSpec daily_revenue() {
  TableSpec t{"finance.reporting.daily_revenue", "Revenue a day.", "finance-data", 365};
  t.exact_rows = true;
  t.span_days = 365;
  t.key = "revenue_day";
  t.time_column = "revenue_day";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"revenue_day", "DATE", "CAST(@NOW AS DATE) - CAST(364 - i AS INTEGER)", "Day"},
      {"net_revenue", "DECIMAL(14,2)", "CAST((6000000 + h1 % 4000000) / 100.0 AS DECIMAL(14,2))", "EUR"},
      {"orders", "INTEGER", "CAST(700 + h2 % 600 AS INTEGER)", "Orders delivered"},
  };
  return t;
}

TableSpec margin_by_category() {
  TableSpec t{"finance.reporting.margin_by_category", "Margin a day and aisle.", "finance-data", std::int64_t{6} * 240};
  t.exact_rows = true;
  t.span_days = 240;
  t.time_column = "margin_day";
  t.tags = "domain=finance,tier=gold";
  t.columns = {
      {"margin_day", "DATE", "CAST(@NOW AS DATE) - CAST(239 - i // 6 AS INTEGER)", "Day"},
      {"category", "VARCHAR", "['bakery', 'dairy', 'pantry', 'produce', 'drinks', 'household'][1 + i % 6]", "Aisle"},
      {"margin_percent", "DOUBLE", "round(6 + (h1 % 3200) / 100.0, 2)", "Percent of net revenue"},
  };
  return t;
}

}  // namespace

std::vector<TableSpec> reference_tables() {
  return {calendar(), delivery_areas(), exchange_rates()};
}

std::vector<TableSpec> finance_tables() {
  return {accounts(), cost_centres(), journal_entries(), settlements(),   accruals(),          invoices(),
          payments(), payouts(),      subscriptions(),   daily_revenue(), margin_by_category()};
}

}  // namespace lakecode::local
