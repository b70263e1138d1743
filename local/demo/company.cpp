#include "local/demo/company.h"

#include "local/demo/table_spec.h"

namespace lakecode::local {

std::string mail_of(std::string_view login) {
  return std::string(login) + "@" + std::string(kMailDomain);
}

std::string mail_of_group(std::string_view group) {
  for (const Person& person : kPeople) {
    if (person.group == group) {
      return mail_of(person.login);
    }
  }
  return mail_of(kPeople.front().login);
}

std::vector<TableSpec> all_tables() {
  std::vector<TableSpec> all;
  for (auto* const tables : {sales_tables, logistics_tables, inventory_tables, web_tables, support_tables,
                             reference_tables, finance_tables, staging_tables, workforce_tables, marketing_tables}) {
    for (TableSpec& table : tables()) {
      all.push_back(std::move(table));
    }
  }
  return all;
}

}  // namespace lakecode::local
