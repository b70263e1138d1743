#include "analysis/profile/personal_signs.h"

#include <gtest/gtest.h>

namespace lakecode::profile {
namespace {

struct NameCase {
  const char* column;
  const char* sort;
  bool personal;
};

class PersonalNames : public testing::TestWithParam<NameCase> {};

TEST_P(PersonalNames, AreReadInSeveralLanguages) {
  const PersonalSign sign = personal_by_name(GetParam().column, "");
  EXPECT_EQ(sign.weight >= kPersonalWeight, GetParam().personal) << GetParam().column << " " << sign.weight;
  EXPECT_EQ(GetParam().personal ? std::string(sign.sort) : "", GetParam().personal ? GetParam().sort : "")
      << GetParam().column;
}

INSTANTIATE_TEST_SUITE_P(
    Columns, PersonalNames,
    testing::Values(NameCase{"email_address", "email", true}, NameCase{"Telefonnummer", "phone", true},
                    NameCase{"teléfono", "phone", true}, NameCase{"prenom", "person_name", true},
                    NameCase{"Geburtsdatum", "birth_date", true}, NameCase{"data_nascita", "birth_date", true},
                    NameCase{"dni", "national_id", true}, NameCase{"customerName", "person_name", true},
                    NameCase{"apellidos", "person_name", true}, NameCase{"Straße", "address", true},
                    NameCase{"adresse", "address", true}, NameCase{"氏名", "person_name", false},
                    NameCase{"product_name", "", false}, NameCase{"email_verified", "", false},
                    NameCase{"phone_type", "", false}, NameCase{"amount", "", false}, NameCase{"emailed_at", "", false},
                    NameCase{"status", "", false}));

TEST(PersonalSigns, ShapesAndNamesAddUp) {
  Answer texts;
  Group group;
  group.kind = "L:email";
  group.rows = 90;
  texts.groups.push_back(group);
  const PersonalSign plain = personal_sign({.name = "c7", .type_text = "STRING"}, &texts);
  const PersonalSign named = personal_sign({.name = "contact_email", .type_text = "STRING"}, &texts);
  EXPECT_EQ(plain.sort, "email");
  EXPECT_GE(plain.weight, 0.9);
  EXPECT_GT(named.weight, plain.weight);
  EXPECT_EQ(personal_sign({.name = "c7", .type_text = "STRING"}, nullptr).weight, 0.0);
}

TEST(PersonalSigns, CommentsTell) {
  EXPECT_GE(personal_by_name("c7", "PII, see policy").weight, kPersonalWeight);
  EXPECT_EQ(personal_by_name("c7", "internal number").weight, 0.0);
}

}  // namespace
}  // namespace lakecode::profile
