// GRANT, REVOKE, DENY and SHOW GRANTS; owners and tags of securables (ALTER ... OWNER TO, SET TAGS, SET TAG ON).

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// Words for a securable, and its type in REST paths.
struct SecurableWord {
  std::string_view word;
  std::string_view type;
  int parts;  ///< of its name
};
constexpr std::array<SecurableWord, 14> kSecurables{{{"CATALOG", "catalog", 1},
                                                     {"SCHEMA", "schema", 2},
                                                     {"DATABASE", "schema", 2},
                                                     {"TABLE", "table", 3},
                                                     {"VIEW", "table", 3},
                                                     {"VOLUME", "volume", 3},
                                                     {"FUNCTION", "function", 3},
                                                     {"MODEL", "function", 3},
                                                     {"METASTORE", "metastore", 0},
                                                     {"SHARE", "share", 1},
                                                     {"CONNECTION", "connection", 1},
                                                     {"CREDENTIAL", "credential", 1},
                                                     {"EXTERNAL_LOCATION", "external_location", 1},
                                                     {"STORAGE_CREDENTIAL", "storage_credential", 1}}};

const SecurableWord* find_securable(Cursor& cursor) {
  if (cursor.accept("EXTERNAL", "LOCATION")) return &kSecurables[12];
  if (cursor.accept("STORAGE", "CREDENTIAL")) return &kSecurables[13];
  if (cursor.accept("MATERIALIZED", "VIEW") || cursor.accept("STREAMING", "TABLE")) return &kSecurables[3];
  for (const SecurableWord& known : kSecurables) {
    if (cursor.accept(known.word)) return &known;
  }
  return nullptr;
}

/// Everything up to a stop word, as one name: a principal, `a group`, "x@y.z".
Result<std::string> read_principal(Cursor& cursor) {
  const Token& now = cursor.now();
  if (now.kind != TokenKind::Text && !now.is_name()) return syntax_error(now.value);
  std::string name = now.value;
  cursor.move_to(cursor.at() + 1);
  // user@example.com may stand without quotes in old scripts.
  while (cursor.now().is_symbol("@") || cursor.now().is_symbol(".") || cursor.now().is_symbol("-")) {
    name += cursor.now().value + cursor.ahead(1).value;
    cursor.move_to(cursor.at() + 2);
  }
  return name;
}

Result<std::vector<std::string>> read_privileges(Cursor& cursor) {
  std::vector<std::string> privileges;
  do {
    std::string privilege;
    while (cursor.now().kind == TokenKind::Word && !cursor.now().is_word("ON")) {
      privilege += (privilege.empty() ? "" : "_") + text::to_upper(cursor.now().value);
      cursor.move_to(cursor.at() + 1);
    }
    if (privilege.empty()) return syntax_error(cursor.now().value);
    if (privilege == "ALL") privilege = "ALL_PRIVILEGES";
    if (privilege == "USAGE") privilege = "USE_SCHEMA";
    if (privilege == "CREATE") privilege = "CREATE_TABLE";
    privileges.push_back(std::move(privilege));
  } while (cursor.accept_symbol(","));
  return privileges;
}

Result<Translation> read_show_grants(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Grant& grant = translation.grant;
  grant.kind = GrantKind::Show;
  translation.statement_type = "SHOW";
  if (!cursor.accept("GRANTS")) TRY_VOID(cursor.expect("GRANT"));
  cursor.accept("TO");
  if (!cursor.now().is_word("ON")) {
    TRY_ASSIGN(grant.principal, read_principal(cursor));
  }
  TRY_VOID(cursor.expect("ON"));
  TRY_ASSIGN(grant.target, read_securable(reading));
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace

Result<Securable> read_securable(Reading& reading) {
  Cursor& cursor = reading.cursor;
  const SecurableWord* known = find_securable(cursor);
  const bool named = cursor.now().is_name() || cursor.now().kind == TokenKind::Marker;
  if (known == nullptr && !named) return syntax_error(cursor.now().value);
  if (known == nullptr) known = &kSecurables[3];
  Securable securable;
  securable.type = known->type;
  if (known->parts == 3) {
    TRY_ASSIGN(securable.name, cursor.table());
    securable.full_name = securable.name.full();
  } else if (known->parts == 2) {
    TRY_ASSIGN(securable.name, cursor.schema(reading.names));
    securable.full_name = securable.name.schema_full();
  } else if (known->parts == 1) {
    TRY_ASSIGN(const std::string name, cursor.name());
    securable.name.catalog = text::to_lower(name);
    securable.full_name = securable.name.catalog;
  }
  return securable;
}

Result<Translation> read_grant(Reading& reading) {
  Cursor& cursor = reading.cursor;
  Translation translation;
  translation.kind = Translation::Kind::Grant;
  if (cursor.accept("SHOW")) return read_show_grants(reading, std::move(translation));
  if (cursor.accept("DENY")) return unsupported("DENY; Unity Catalog has no denials, revoke the grant");
  const bool revoke = cursor.accept("REVOKE");
  if (!revoke) TRY_VOID(cursor.expect("GRANT"));
  Grant& grant = translation.grant;
  grant.kind = revoke ? GrantKind::Revoke : GrantKind::Give;
  translation.statement_type = revoke ? "REVOKE" : "GRANT";
  TRY_ASSIGN(grant.privileges, read_privileges(cursor));
  TRY_VOID(cursor.expect("ON"));
  if (cursor.now().is_word("ANY") || cursor.now().is_word("ANONYMOUS"))
    return unsupported("grants on ANY FILE and ANONYMOUS FUNCTION");
  TRY_ASSIGN(grant.target, read_securable(reading));
  TRY_VOID(cursor.expect(revoke ? "FROM" : "TO"));
  TRY_ASSIGN(grant.principal, read_principal(cursor));
  TRY_VOID(cursor.expect_end());
  return translation;
}

namespace {

/// ('a' = 'b', 'c')
Result<void> read_tags(Cursor& cursor, Securing& securing, bool removes) {
  TRY_VOID(cursor.expect_symbol("("));
  do {
    const Token& key = cursor.now();
    if (key.kind != TokenKind::Text && !key.is_name()) return syntax_error(key.value);
    const std::string name = key.value;
    cursor.move_to(cursor.at() + 1);
    if (removes) {
      securing.removed_tags.push_back(name);
      continue;
    }
    std::string value;
    if (cursor.accept_symbol("=")) {
      TRY_ASSIGN(value, cursor.text());
    }
    securing.tags[name] = value;
  } while (cursor.accept_symbol(","));
  return cursor.expect_symbol(")");
}

}  // namespace

Result<bool> read_securing(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Securing& securing = translation.securing;
  if (cursor.accept("OWNER", "TO") || cursor.accept("SET", "OWNER", "TO")) {
    TRY_ASSIGN(securing.owner, read_principal(cursor));
  } else if (cursor.now().is_word("SET") && cursor.ahead(1).is_word("TAGS")) {
    cursor.move_to(cursor.at() + 2);
    TRY_VOID(read_tags(cursor, securing, false));
  } else if (cursor.now().is_word("UNSET") && cursor.ahead(1).is_word("TAGS")) {
    cursor.move_to(cursor.at() + 2);
    TRY_VOID(read_tags(cursor, securing, true));
  } else {
    return false;
  }
  TRY_VOID(cursor.expect_end());
  translation.kind = Translation::Kind::Securing;
  translation.statement_type = "ALTER";
  return true;
}

Result<Translation> read_set_tag(Reading& reading) {
  Cursor& cursor = reading.cursor;
  Translation translation;
  translation.kind = Translation::Kind::Securing;
  translation.statement_type = "ALTER";
  Securing& securing = translation.securing;
  const bool removes = cursor.accept("UNSET");
  if (!removes) TRY_VOID(cursor.expect("SET"));
  TRY_VOID(cursor.expect("TAG"));
  TRY_VOID(cursor.expect("ON"));
  if (cursor.accept("COLUMN")) {
    TRY_ASSIGN(const std::vector<std::string> parts, cursor.dotted());
    securing.target.type = "table";
    const auto table = resolve_name({parts.begin(), parts.end() - 1}, reading.names);
    if (!table) return syntax_error(cursor.now().value);
    securing.target.name = *table;
    securing.target.full_name = table->full();
    securing.column = parts.back();
  } else {
    TRY_ASSIGN(securing.target, read_securable(reading));
  }
  TRY_ASSIGN(const std::string key, read_principal(cursor));
  if (removes) {
    securing.removed_tags.push_back(key);
  } else {
    std::string value;
    if (cursor.accept_symbol("=")) {
      TRY_ASSIGN(value, read_principal(cursor));
    }
    securing.tags[key] = value;
  }
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace lakecode::local::dialect
