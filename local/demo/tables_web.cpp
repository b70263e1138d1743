// The schemas prod.web and prod.support: clicks, and people who ask for help.
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

TableSpec sessions() {
  TableSpec t{"prod.web.sessions", "Visits of shop and app.", "web-data", 36'000};
  t.span_days = 60;
  t.newest_minutes = 6;
  t.key = "session_id";
  t.time_column = "started_at";
  t.tags = "domain=web,tier=silver";
  t.columns = {
      {"session_id", "VARCHAR", "'SES-' || (7000001 + k)", "Key"},
      {"device", "VARCHAR", "['phone', 'tablet', 'desktop'][1 + h1 % 3]", "Device class"},
      {"entry_page", "VARCHAR", "['home', 'search', 'offer', 'recipe', 'basket'][1 + h2 % 5]", "First page"},
      {"pages", "INTEGER", "CAST(1 + h3 % 40 AS INTEGER)", "Pages seen"},
      {"started_at", "TIMESTAMP", "ts", "UTC"},
      {"ended_at", "TIMESTAMP", "least(ts + to_seconds(20 + h4 % 2400), @NOW)", "UTC"},
  };
  return t;
}

TableSpec page_events() {
  TableSpec t{"prod.web.page_events", "Page views, streamed from the edge.", "web-data", 45'000};
  t.span_days = 60;
  t.key = "event_id";
  t.time_column = "event_at";
  t.tags = "domain=web,tier=bronze";
  t.columns = {
      {"event_id", "VARCHAR", "'PGE-' || (5000001 + k)", "Key"},
      {"session_id", "VARCHAR", "'SES-' || (7000001 + h1 % 36000)", "Visit"},
      {"page", "VARCHAR", "['home', 'search', 'offer', 'recipe', 'basket', 'pay'][1 + h2 % 6]", "Page"},
      {"load_ms", "INTEGER", "CAST(60 + h3 % 840 AS INTEGER)", "Milliseconds until usable"},
      {"event_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"freshness_gap", "event_at", Plant::StopEarly, 9 * kMinutesADay}};
  t.references = {{"session_id", "prod.web.sessions", "session_id"}};
  return t;
}

TableSpec search_terms() {
  TableSpec t{"prod.web.search_terms", "What people type.", "web-data", 5'200};
  t.span_days = 60;
  t.key = "search_id";
  t.time_column = "searched_at";
  t.tags = "domain=web,tier=silver";
  t.columns = {
      {"search_id", "VARCHAR", "'SRC-' || (440001 + k)", "Key"},
      {"term", "VARCHAR", "['oat drink', 'rye bread', 'plums', 'leek soup', 'walnuts', 'pear', 'soap'][1 + h1 % 7]",
       "Search text, lower-cased"},
      {"language", "VARCHAR", "['nl', 'fr', 'pl'][1 + h2 % 3]", "Browser language"},
      {"results", "INTEGER", "CAST(1 + h3 % 60 AS INTEGER)", "Hits shown"},
      {"searched_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"dominant_value", "language", Plant::Flood, 45, "'en'"}};
  return t;
}

TableSpec email_events() {
  TableSpec t{"prod.web.email_events", "Opens and clicks of newsletters.", "web-data", 10'000};
  t.span_days = 45;
  t.key = "event_id";
  t.time_column = "event_at";
  t.tags = "domain=web,tier=bronze";
  t.columns = {
      {"event_id", "VARCHAR", "'EML-' || (880001 + k)", "Key"},
      {"campaign", "VARCHAR", "['harvest', 'weekday', 'welcome', 'winback'][1 + h1 % 4]", "Mailing"},
      {"action", "VARCHAR", "['sent', 'opened', 'clicked'][1 + h2 % 3]", "What happened"},
      {"event_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"duplicate_row", "", Plant::CopyRow, 42}, {"duplicate_key", "event_id", Plant::Tolerated}};
  return t;
}

TableSpec app_ratings() {
  TableSpec t{"prod.web.app_ratings", "Stars given inside the app.", "web-data", 2'000};
  t.span_days = 90;
  t.key = "rating_id";
  t.time_column = "rated_at";
  t.tags = "domain=web,tier=silver";
  t.columns = {
      {"rating_id", "VARCHAR", "'RAT-' || (21001 + k)", "Key"},
      {"stars", "INTEGER", "CAST(1 + h1 % 5 AS INTEGER)", "One to five"},
      {"platform", "VARCHAR", "['android', 'ios'][1 + h2 % 2]", "App store"},
      {"rated_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

TableSpec tickets() {
  TableSpec t{"prod.support.tickets", "Questions and complaints.", "support-data", 6'000};
  t.key = "ticket_id";
  t.time_column = "opened_at";
  t.tags = "domain=support,tier=silver";
  t.columns = {
      {"ticket_id", "VARCHAR", "'TCK-' || (120001 + k)", "Key"},
      {"order_id", "VARCHAR", "'ORD-' || (700001 + h1 % 24000)", "Order in question"},
      {"topic", "VARCHAR", "['late', 'missing', 'payment', 'quality', 'account'][1 + h2 % 5]", "Topic"},
      {"team", "VARCHAR", "['first_line', 'second_line', 'field'][1 + h3 % 3]", "Team that closed it"},
      {"handling_minutes", "INTEGER", "CAST(2 + h4 % 90 AS INTEGER)", "Minutes of work"},
      {"opened_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {
      {"null_ratio", "team", Plant::Replace, 4, "NULL"},
      {"schema_drift", "handling_minutes", Plant::ColumnChange},
  };
  t.references = {{"order_id", "prod.sales.orders", "order_id"}};
  return t;
}

TableSpec feedback() {
  TableSpec t{"prod.support.feedback", "Answers to the short survey.", "support-data", 2'500};
  t.key = "feedback_id";
  t.time_column = "given_at";
  t.tags = "domain=support,tier=silver";
  t.columns = {
      {"feedback_id", "VARCHAR", "'FBK-' || (61001 + k)", "Key"},
      {"score", "INTEGER", "CAST(h1 % 11 AS INTEGER)", "Zero to ten"},
      {"survey_form", "VARCHAR", "'form-b'", "Form used"},
      {"mood", "VARCHAR", "['happy', 'neutral', 'cross'][1 + h2 % 3]", "Face chosen"},
      {"given_at", "TIMESTAMP", "ts", "UTC"},
  };
  t.defects = {{"constant", "survey_form", Plant::WholeColumn}};
  return t;
}

TableSpec call_log() {
  TableSpec t{"prod.support.call_log", "Calls by length and queue, without numbers.", "support-data", 4'000};
  t.span_days = 90;
  t.key = "call_id";
  t.time_column = "answered_at";
  t.tags = "domain=support,tier=silver";
  t.columns = {
      {"call_id", "VARCHAR", "'CAL-' || (33001 + k)", "Key"},
      {"queue", "VARCHAR", "['orders', 'payments', 'drivers'][1 + h1 % 3]", "Queue"},
      {"wait_seconds", "INTEGER", "CAST(2 + h2 % 420 AS INTEGER)", "Seconds until answered"},
      {"talk_seconds", "INTEGER", "CAST(20 + h3 % 800 AS INTEGER)", "Seconds of talk"},
      {"answered_at", "TIMESTAMP", "ts", "UTC"},
  };
  return t;
}

}  // namespace

std::vector<TableSpec> web_tables() {
  return {sessions(), page_events(), search_terms(), email_events(), app_ratings()};
}

std::vector<TableSpec> support_tables() {
  return {tickets(), feedback(), call_log()};
}

}  // namespace lakecode::local
