// Which subject a request is about, by its words: kept as data, beside the phrases of the skills.

#include "knowledge/subject_words.h"

namespace lakecode::knowledge {
namespace {

constexpr std::string_view kDomain =
    "databricks|lakehouse|spark|pyspark|delta|delta "
    "lake|unity|workspace|warehouse|dbu|lakeflow|notebook|notebooks|mlflow|lakecode|uc|data "
    "engineering|dbfs|dataframe|dbutils|lakebase|genie|federate|sql|catalog|schema|cluster|serverless|dbt|parquet|"
    "tables|data "
    "lake";

constexpr std::string_view kOtherProducts =
    "gmail|outlook|excel|google sheets|powerpoint|windows|windows update|macos|linux "
    "kernel|android|iphone|npm|yarn|webpack|docker|kubernetes|k8s|helm|nginx|apache "
    "httpd|mongodb|mongo|mysql|mariadb|oracle tablespace|elasticsearch|solr|redis|cassandra|apex|jenkins "
    "plugin|jira|confluence|sharepoint|slack notification|slack channel|zoom|figma|wordpress|shopify|sap "
    "gui|django|rails|laravel|spring boot|react|angular|vue|css|javascript|typescript|java program|c "
    "program|c++|c#|haskell|vim|emacs|bash|powershell|power bi desktop|tableau desktop|git rebase|git commit|raspberry "
    "pi|arduino|playstation|photoshop|autocad|latex|in japanese|into japanese|good morning|in excel|bigquery "
    "slots|bigquery bill|redshift distribution|linked list|in java|c program|dax|jenkins|linux|swift ui|swift|aws "
    "lambda|lambda "
    "function|terraform state|terraform module|cloudfront|cloudflare|ec2|own server|self-hosted|self hosted|visual "
    "studio|xcode|kotlin|unreal|ms access|azure functions|cloud run|tomcat|apache tomcat|ubuntu|debian|raspberry";

constexpr std::string_view kOtherMeanings =
    "my dog|a dog|dog cost|puppy|breakfast|star wars|hamlet|shakespeare|ants|neighbour|neighbor|podcast|running "
    "shoes|wine stain|headache|my taxes|php|my wife|my husband|girlfriend|boyfriend|my kids|toddler|homework|paper "
    "plane|belgium|the moon|dinosaur|soup|lentil|salad|vegan|beer|barbecue|bash script|rename files|mona "
    "lisa|sing|juggle|dance|yoga|hiking|plot of|mother|grandma|favourite|favorite|sql injection|laptop under|healthy "
    "to|skincare|lose weight|hiccup|snack|world war|roman empire|mountain bike|electric "
    "car|santa|halloween|christmas|easter|wedding|gift|divorce|job interview|job offer|job application|new job|find "
    "job|my boss|quit job|good job|great job|nice job|job market|job at|job title|day job|book table|table for "
    "two|dinner table|coffee table|kitchen table|dining table|pool table|table tennis|times table|multiplication "
    "table|periodic table|table manners|real estate agent|travel agent|insurance agent|secret agent|sales pipeline|oil "
    "pipeline|gas pipeline|water pipeline|fashion model|role model|model train|model airplane|model car|car "
    "model|iphone|car dashboard|dashboard camera|dash cam|stream movie|stream a movie|netflix|twitch|live stream|music "
    "stream|spotify|tax return|electricity bill|phone bill|cost of living|weather|recipe|vacation|holiday "
    "trip|flight|football|movie|song|poem|joke|birthday|haircut|dog|cat "
    "food|marathon|guitar|knitting|gardening|horoscope|lottery|dentist|rental car|hotel|restaurant|css|html page|react "
    "component|javascript|kubernetes|docker compose|rust|golang|swiftui|unity game|unity3d|unity engine|genie "
    "lamp|aladdin|iceberg lettuce|titanic|real iceberg|star cluster|galaxy cluster|cluster headache|spark plug|river "
    "delta|delta airlines|delta variant|volume of sphere|volume of cylinder|turn up volume|shopping catalog|ikea "
    "catalog|library book|bank account|credit card|capital of|president|world cup|essay|novel|translate to "
    "french|translate this sentence|french|spanish|regex|excel|powerpoint|slack message|email to my|cover "
    "letter|linkedin|resume|thank you note|wordpress|photoshop|washing "
    "machine|bread|pizza|pasta|coffee|cake|gym|workout|diet|calories|stock "
    "price|bitcoin|crypto|minecraft|chess|sudoku|crossword|git rebase|git merge|merge conflict|git "
    "commit|leetcode|binary tree|sorting algorithm|bubble sort|fibonacci|prime numbers|palindrome|reverse a "
    "string|reverse string|tire|oil change|mortgage|rent|landlord|lawyer|passport|visa|meaning of life|bedtime "
    "story|haiku|limerick|translate hello|snowboard|camping|tent|bike|bicycle|paint|plumber|sofa|laptop "
    "battery|wifi|router|bluetooth|printer|terraform aws|s3 bucket "
    "policy|nginx|postfix|gardener|tomatoes|violin|piano|exchange rate|invest in|in stocks|grammar of this|this "
    "sentence|who is head|quantum|word file|invented telephone|who invented|synonyms for|synonym for";

}  // namespace

std::string_view domain_words() {
  return kDomain;
}

std::string_view other_products() {
  return kOtherProducts;
}

std::string_view other_meanings() {
  return kOtherMeanings;
}

}  // namespace lakecode::knowledge
