#include "analysis/profile/column_names.h"

#include <algorithm>
#include <array>

#include "analysis/profile/foreign_names.h"

namespace lakecode::profile {

namespace {

using Words = std::vector<std::string>;

struct SenseRow {
  NameSense sense;
  std::string_view words;  ///< blank-separated; one of them in the name is enough
};

constexpr std::array<SenseRow, 15> kSenses{{
    {NameSense::Code,
     "id code zip zipcode postal postcode plz phone mobile fax tel telephone msisdn number num no nr sku ean upc isbn "
     "ssn account acct iban card pin vin serial barcode version hash ref reference ticket key plate routing swift npi "
     "cell contact siren siret vat asin imei passport license licence"},
    {NameSense::Optional,
     "middle suffix nickname discount coupon promo promotion voucher cancelled canceled cancellation deleted refund "
     "refunded "
     "returned return end ended closed resolved note notes remark remarks comment comments description parent manager "
     "referrer referral optional delivered shipped completed paid approved terminated termination address2 line2 apt "
     "secondary alternate fax error reason last campaign expires expiry valid_to tip company website"},
    {NameSense::NonNegative,
     "quantity qty price age duration count cnt weight height length width depth distance stock inventory units hours "
     "minutes "
     "seconds secs ms size capacity population salary wage fee cost bytes items pages views clicks visits impressions "
     "sessions speed volume area rooms floors passengers attendees seats tax shipping rating stars km miles kg grams "
     "litres liters kwh watts hand onhand available reserved ordered sold days weeks months years pieces boxes"},
    {NameSense::Money,
     "amount amt total value revenue sales subtotal payment charge gross spend bill invoice premium fare income"},
    {NameSense::Signed,
     "balance delta diff difference change adjust adjustment profit margin loss temperature temp lat lon lng longitude "
     "latitude elevation offset pnl return returns variance growth zscore sentiment correlation movement credit debit "
     "flow net gain delay lateness late early slack celsius fahrenheit deviation residual coefficient weight_delta x y "
     "z bias log logit altitude"},
    {NameSense::FutureNatural,
     "due expir expire expires expired expiry expiration until scheduled schedule planned plan estimated estimate eta "
     "expected "
     "next renewal renew renews end ends target deadline departure arrival checkin checkout appointment booking "
     "maturity promised "
     "forecast effective reservation trial release launch warranty retire retirement closing to valid valid_to future "
     "validity thru termination delivery travel flight event_start starts stay"},
    {NameSense::OpenEnded, "to until end ends ended expir expires expiry expiration thru termination valid_to valid"},
    {NameSense::Birth, "birth birthday birthdate dob born"},
    {NameSense::SideTime,
     "birth birthday birthdate dob born due expir expires expiry expiration ship shipped deliver delivered delivery "
     "updated "
     "modified cancelled canceled deleted end ended hire hired last valid until to scheduled planned eta expected "
     "resolved closed paid completed finished returned refunded arrival arrived processed promised effective first "
     "renewal renews termination terminated seen login changed approved signup joined registered checkout"},
    {NameSense::LoadTime,
     "snapshot load loaded ingest ingested ingestion batch extract extracted etl partition ds dt as_of asof run "
     "processed sync "
     "synced file import imported"},
    {NameSense::Region,
     "country region continent state nation area zone territory market locale geo iso language currency"},
    {NameSense::Measure,
     "amount amt price cost total qty quantity score rate age count value revenue sales weight height length duration "
     "salary fee tax percent pct ratio balance units size volume distance hours minutes temperature subtotal spend"},
    {NameSense::Flag, "is has can should was flag enabled active deleted"},
    {NameSense::NoneNatural,
     "discount promo promotion coupon modifier insurance allergy allergies reason gender sex marital warranty addon "
     "upgrade "
     "benefit severity risk error result"},
    {NameSense::FreeText,
     "note notes remark remarks comment comments description desc body text message feedback review summary details "
     "detail "
     "content bio about subject title memo transcript abstract complaint"},
}};

/// A name that ends so is about a sort, not an amount: a cost center is no cost, an age group no age.
constexpr std::string_view kClassifiers =
    "center centre code class type category group band tier name key model method plan flag policy rule source label "
    "desc "
    "description zone status reason unit uom currency id date at on by text";

constexpr std::array<std::string_view, 10> kIdEndings{"id", "uuid", "guid", "key", "pk",
                                                      "sk", "ids",  "uid",  "oid", "rowid"};

bool contains_word(std::string_view list, std::string_view word) {
  std::size_t start = 0;
  while (start <= list.size()) {
    const std::size_t end = std::min(list.find(' ', start), list.size());
    if (list.substr(start, end - start) == word) return true;
    start = end + 1;
  }
  return false;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_char(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c) || (static_cast<unsigned char>(c) >= 0x80);
}
char to_lower_char(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string singular(const std::string& word) {
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 4 &&
      (word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes"))) {
    return word.substr(0, word.size() - 2);
  }
  if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us")) {
    return word.substr(0, word.size() - 1);
  }
  return word;
}

Words singular_words(std::string_view name) {
  Words words = name_words(name);
  std::transform(words.begin(), words.end(), words.begin(), singular);
  return words;
}

bool is_key_ending(const std::string& word) {
  static constexpr std::array<std::string_view, 14> kEndings{"id", "uuid", "guid", "key",    "pk",        "sk",  "no",
                                                             "nr", "uid",  "code", "number", "reference", "ref", "num"};
  return std::find(kEndings.begin(), kEndings.end(), word) != kEndings.end();
}

struct StageRow {
  int stage;
  std::string_view words;
};

// The order in which things happen to an order, a stay, a claim, a contract or a person.
constexpr std::array<StageRow, 8> kStages{{
    {0, "birth birthdate dob born birthday"},
    {1, "hire hired joined signup registered registration"},
    {2,
     "created ordered order placed opened open start started starts begin begins from requested submitted checkin "
     "pickup admission "
     "admitted issued departure booked valid_from enqueued received_from onset loss incident occurred"},
    {3, "reported notified filed approved accepted assigned picked packed scanned shipped ship dispatched"},
    {4, "delivered delivery arrived arrival received"},
    {5,
     "updated modified completed finish finished end ended ends closed resolved to until checkout discharge discharged "
     "due "
     "expiry expires expired dropoff stop"},
    {6, "returned refunded"},
    {7, "terminated termination deleted"},
}};

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  Words words;
  std::string word;
  const auto add = [&words](const std::string& found) {
    const Words english = in_english(fold_accents(found));
    words.insert(words.end(), english.begin(), english.end());
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool starts_word =
        is_upper(c) && i > 0 &&
        (is_lower(name[i - 1]) || (is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1])));
    if ((!is_word_char(c) || starts_word) && !word.empty()) {
      add(word);
      word.clear();
    }
    if (is_word_char(c)) word.push_back(to_lower_char(c));
  }
  if (!word.empty()) add(word);
  return words;
}

bool has_sense(std::string_view name, NameSense sense) {
  const Words words = name_words(name);
  if (sense == NameSense::Identifier) {
    return !words.empty() && std::find(kIdEndings.begin(), kIdEndings.end(), words.back()) != kIdEndings.end();
  }
  const bool quantity = sense == NameSense::NonNegative || sense == NameSense::Money || sense == NameSense::Measure;
  if (quantity && !words.empty() && contains_word(kClassifiers, words.back())) return false;
  for (const SenseRow& row : kSenses) {
    if (row.sense != sense) continue;
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return contains_word(row.words, word); });
  }
  return false;
}

bool names_key_of(std::string_view column, std::string_view table) {
  Words key = singular_words(column);
  if (key.empty() || !is_key_ending(key.back())) return false;
  key.pop_back();
  if (key.empty()) return true;
  const Words of = singular_words(table);
  // Every word of the key's name must come from the table's: order_item_id belongs to order_items, order_id does not.
  const bool inside = std::all_of(key.begin(), key.end(), [&](const std::string& word) {
    return std::find(of.begin(), of.end(), word) != of.end();
  });
  return inside && key.back() == [&] {
    // Trailing version marks and layer prefixes do not count: orders_v2, stg_orders, dim_customer.
    for (auto word = of.rbegin(); word != of.rend(); ++word) {
      const bool mark = contains_word(
          "fact dim raw clean daily hourly v1 v2 v3 bronze silver gold history table data list "
          "master current copy new old record log",
          *word);
      if (!mark && !std::all_of(word->begin(), word->end(), is_digit)) return *word;
    }
    return of.empty() ? std::string() : of.back();
  }();
}

int life_stage(std::string_view name) {
  const Words words = name_words(name);
  for (const std::string& word : words) {
    if (contains_word("estimated estimate planned scheduled expected promised target next last first", word)) return -1;
  }
  for (const StageRow& row : kStages) {
    for (const std::string& word : words) {
      if (contains_word(row.words, word)) return row.stage;
    }
  }
  return -1;
}

}  // namespace lakecode::profile
