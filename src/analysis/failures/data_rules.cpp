// Words for data, schemas, Delta tables and streams.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Schemas.
    {"schema_mismatch", Exact,
     "schema mismatch detected|schemacolumnconvertnotsupported|parquet column cannot be converted|"
     "failed to merge fields|failed to merge incompatible|cannot safely cast|"
     "incompatible data for table|cannot write incompatible|metadata mismatch|"
     "not enough data columns|too many data columns|column arity mismatch|schemas do not match|"
     "cannot up cast|cannot write to & !permission & !credential & !checkpoint & !path"},
    {"schema_mismatch", Exact,
     "schema & does not match|doesnt match|do not match|not match|mismatch|incompatible|differ|"
     "not compatible|cannot be merged|failed to merge|unable to merge & !state & !checkpoint & "
     "!streaming state & !key schema & !value schema & !classpath"},
    {"schema_mismatch", Exact, "failed to merge|cannot merge|unable to merge|could not merge & field|schema|type"},
    {"schema_mismatch", Exact,
     "cannot write|unable to write|insert into|inserting|writing|write to & data columns|columns than|"
     "column count|number of columns|number of data columns|type mismatch|incompatible|extra columns|"
     "same number of columns|arity & !no space & !worker"},
    {"schema_mismatch", Exact,
     "expected:|expected type|expected & found:|found type|<found>|physicaltype|actual & parquet|"
     "physical type|logicaltype|column:|<avro>|<orc> & !magic & !header & !footer"},
    {"schema_mismatch", Specific,
     "parquet|<orc>|<avro> & column|field|type|decode|decoding|dictionary & cannot be converted|"
     "unsupportedoperationexception|cannot be read|mismatch|not supported for|unable to create "
     "converter|incompatible|plainvaluesdictionary|illegal parquet"},
    {"schema_mismatch", Specific,
     "mergeschema|merge schema|overwriteschema|automerge|schema evolution & enable|set|allow|turn on|"
     "migration|option"},
    {"schema_mismatch", Specific,
     "plainvaluesdictionary|plainintegerdictionary|plainlongdictionary|plainbinarydictionary|"
     "plaindoubledictionary|parquetdecodingexception|arrowtypeerror|arrowinvalid",
     Cause, Where::Any},
    {"schema_mismatch", Specific,
     "field|column|length of & type|object|values & can not accept|cannot accept|does not match "
     "number of|should be a"},
    // Auto Loader.
    {"autoloader_schema_change", Exact,
     "unknownfieldexception|unknown field|encountered unknown fields|new columns were added|"
     "new columns added|cloudfilesnewcolumns|newcolumns|new fields in record|"
     "cf new columns|schema evolved|new_fields_in"},
    {"autoloader_schema_change", Exact,
     "cloudfiles|cloud files|auto loader|autoloader|schema location|schemalocation & new column|"
     "new field|unknown field|schema change|schema evol|evolv|additional column|changed"},
    {"autoloader_schema_change", Specific,
     "fixed by an automatic retry: true|restart the stream & new column|schema|field"},
    // ANSI values.
    {"ansi_data_error", Exact, "cannot be cast to & malformed|invalid input|overflow|out of range & !.class"},
    {"ansi_data_error", Exact,
     "sparkarithmetic|sparknumberformat|sparkdatetimeexception|divide by zero|"
     "cast invalid input|cast overflow|numeric value out of range|arithmetic overflow|"
     "long overflow|integer overflow|decimal precision|cannot be represented as decimal|"
     "invalid input syntax for type numeric|division by zero. & !zerodivisionerror"},
    {"ansi_data_error", Specific,
     "<division by zero>|<divide by zero>|/ by zero|divided by zero & !zerodivisionerror & "
     "!return & !file"},
    {"ansi_data_error", Specific,
     "spark.sql.ansi|ansi mode|try cast|try divide|try add|try to number|try element at|"
     "to tolerate & to|use|return null|bypass|disable|false"},
    {"ansi_data_error", Specific,
     "<value>|literal|string|type & cannot be cast|cannot cast|malformed|out of range|overflow|"
     "cannot be converted & int|bigint|decimal|date|timestamp|double|type|boolean & !class & "
     "!schema & !parquet & !file & !record & !safely & !valueerror & !typeerror & !malformed records"},
    {"ansi_data_error", Specific,
     "text|timestamp|date & could not be parsed at index|cannot be parsed|unparseable date & "
     "!timeparserpolicy & !legacy & !upgrad"},
    {"ansi_data_error", Specific,
     "index & out of bounds|elements & array|try element at|sparkarrayindexoutofbounds & "
     "!user & !com."},
    {"ansi_data_error", Specific, "sparkarrayindexoutofbounds|key does not exist & try_element_at|map|ansi"},
    // Calendars and patterns.
    {"datetime_upgrade_ambiguity", Exact,
     "sparkupgradeexception|timeparserpolicy|time parser policy|upgrading of spark|"
     "upgrading to spark|datetimerebasemode|rebasemode|int96rebase|"
     "inconsistent behavior cross version|ambiguous & 1582|1900|julian|gregorian|rebase|"
     "different result|legacy|upgrad|spark|pattern"},
    {"datetime_upgrade_ambiguity", Exact,
     "julian|proleptic gregorian|hybrid calendar|before 1582|before 1900|rebase & "
     "date|timestamp|calendar|parquet|avro|spark & !git & !branch"},
    {"datetime_upgrade_ambiguity", Specific,
     "datetime|date|formatter|time|week|pattern & fail to recognize|"
     "illegal pattern|unrecognized pattern|too many pattern letters|"
     "all week based patterns|unsupported pattern|illegal pattern character|"
     "fail to parse|in the new parser|before spark 3"},
    // Constraints.
    {"constraint_violation", Exact,
     "invariantviolation|check constraint|not null constraint|constraint violated|"
     "expectation violation|violated expectation|failed to meet the expectation|expect_or_fail|"
     "failexpectations|deltainvariantviolation|null value in non nullable|"
     "expect or fail & !quality gate"},
    {"constraint_violation", Exact,
     "constraint & violat|not satisfied|breach|broken|fails|failed & !foreign key & !classpath"},
    {"constraint_violation", Exact,
     "expectation|expectations & fail|violat|not met|did not meet|unmet & !great expectations & !gx"},
    {"constraint_violation", Specific,
     "null|nulls & non nullable|not null|not nullable|cannot be null|required column & "
     "insert|column|value|field|write|constraint|found & !nullpointer & !schema & !reference"},
    {"constraint_violation", Specific,
     "exceeds & char/varchar|varchar type length|char type length|char length|length limitation"},
    {"constraint_violation", Specific,
     "generated column|identity column & violat|does not match|mismatch|not match|value"},
    // MERGE.
    {"merge_duplicate_source", Exact,
     "multiple source rows|merge cardinality|same target row|multiple rows of the source|"
     "matched a single row from the target"},
    {"merge_duplicate_source", Exact,
     "<merge> & multiple|more than one|several|duplicate|more than once & source & row|match|key & "
     "!merge schema"},
    {"merge_duplicate_source", Specific,
     "target row|row of the target|a target|one target & matched|match|map|maps|updated|modified & "
     "multiple|several|more than one|more than once|twice|source rows"},
    // Concurrent writers.
    {"delta_concurrent_write", Exact,
     "concurrentappend|concurrentdelete|concurrenttransaction|concurrentwrite|concurrentmodification|"
     "metadatachanged|protocolchanged|concurrent update|concurrent append|concurrent delete|"
     "concurrent transaction|concurrent write|deltaconcurrentmodification|"
     "commitconflict|commit conflict|conflicting commit|transaction conflict|"
     "write conflict|conflicting transaction|concurrent commit & !for kafka & "
     "!java.util.concurrentmodification"},
    {"delta_concurrent_write", Specific,
     "concurrent|another transaction|other transaction|another writer|parallel write|"
     "simultaneous & conflict|changed by|added by|deleted by|modified by|updated by|"
     "committed|commit & !runs & !concurrent runs & !java.util"},
    {"delta_concurrent_write", Specific,
     "same checkpoint|same id is already active|already active|multiple streaming queries|another instance of this "
     "query|"
     "multiple streaming queries are concurrently|concurrentquery & using|use|started|concurrent|checkpoint|query & "
     "!active run & !concurrent runs"},
    {"delta_concurrent_write", Specific,
     "has been updated since|changed since & transaction|delta table|table|snapshot & "
     "metadata|protocol|version|this transaction|commit"},
    {"delta_concurrent_write", Specific, "exceeded|maximum & commit retries|commit attempts|max commit"},
    {"delta_concurrent_write", Exact, "filealreadyexists|already exists & delta log/|_delta_log|delta log"},
    // Delta log.
    {"delta_log_corrupt", Exact,
     "not contiguous|transaction log has been truncated|couldnt be recovered|could not be recovered|"
     "reconstruct state|gap in the delta log|gap in the log|truncated transaction log|"
     "missing part files|delta log has been|gap in the transaction log & version|delta|versions|transaction log & "
     "!application log"},
    {"delta_log_corrupt", Exact,
     "delta log|deltalog|transaction log|_delta_log & missing|truncated|corrupt|gap|deleted|incomplete|"
     "malformed|cannot be found|filenotfound|no such file|does not exist|not found|unable to reconstruct|"
     "404|could not parse|unexpected end|not contiguous|lost|manually & !filealreadyexists & !already exists & "
     "!referenced in & "
     "!part 0 & !is not a delta table & !403 & !vacuum & !conflict & !cleaned up & !concurrent"},
    {"delta_log_corrupt", Specific,
     "checkpoint & .checkpoint.|last checkpoint|delta log|snapshot & missing|not found|corrupt|"
     "does not exist|no such file|unable|fail|truncated|incomplete|404|unexpected & !403 & !access denied"},
    {"delta_log_corrupt", Exact,
     "expected first version|files in the delta log|recover state|version & missing commit|json file|commit "
     "file|manually delete|no delta log|missing delta file|missing version|delta file version"},
    // Data files.
    {"delta_files_missing", Exact,
     "referenced in the transaction log cannot be found|underlying files have been updated|"
     "data has been manually deleted|filereadexception & cannot be found|does not exist|"
     "no such file|404|transaction log|updated|manually deleted & !delta log/"},
    {"delta_files_missing", Exact, "underlying files & updated|changed|deleted|refresh"},
    {"delta_files_missing", Specific,
     "refresh table|invalidate the cache|referenced in the transaction log & !delta log/"},
    {"delta_files_missing", Specific,
     "part 0|.snappy.parquet|.c000.|change data/|deletion vector|.parquet|cdc 0 & filenotfound|"
     "no such file|does not exist|not found|cannot be found|404|nosuchkey|gone|missing|"
     "blobnotfound|pathnotfound|no longer exist & !delta log/ & !.checkpoint. & !module & !input path & !403 & "
     "!landing & !/in/ & !incoming & !path does not exist"},
    {"delta_files_missing", Specific,
     "vacuum|vacuumed|retention|time travel & removed|deleted|missing|no longer|beyond|files|"
     "cannot|expired & !kafka & !offset & !log retention & !transaction log & !topic & !succeed & !run & !completed",
     Cause},
    {"delta_files_missing", Specific, "vacuum & retention|deleted|removed|completed|hours", Hint},
    {"delta_files_missing", Specific,
     "part 0|.parquet|change data|data file & 404|not found|no such|filenotfound|does not exist|"
     "missing|nosuchkey",
     Hint},
    {"~file_read", Specific,
     "filereadexception|error while reading file|failed to read file|failed read file|"
     "could not read file|error reading file|failed reading file|encountered error while reading",
     Symptom},
    // Protocol.
    {"delta_protocol_unsupported", Exact,
     "table feature|minreaderversion|minwriterversion|reader version|writer version|"
     "protocol version|deltalake protocol|invalidprotocolversion|reader feature|"
     "writer feature|delta protocol & !changed by & !concurrent & !kafka & !tls & !ssl & "
     "!has been changed"},
    {"delta_protocol_unsupported", Specific,
     "deletionvectors|deletion vectors|columnmapping|column mapping|rowtracking|"
     "liquid clustering|v2checkpoint|typewidening|variant|iceberg compat|catalogowned|"
     "timestampntz & unsupported|not supported|requires|unable to read|cannot read|"
     "does not support|upgrade & !streaming & !can not change"},
    // Broken input.
    {"corrupt_input_file", Exact,
     "is not a parquet file|magic number|malformed record|failfast|badzipfile|not a zip file|"
     "not an avro|not a valid|malformed csv|malformed json|malformed xml|zlib|"
     "corrupt record|corrupted file|file is corrupt|not in gzip format|incorrect header check|"
     "unexpected end of input stream|not a data file|invalid gzip|premature eof|"
     "malformed avro|malformed protobuf|zipexception|bad magic|truncated file|"
     "malformed orc|malformedinputexception|invalid parquet|parquet magic bytes not found|"
     "unexpected end of zlib|crc error|not a gzip|badgzipfile & !delta log & !arn & !spark version & "
     "!not a valid node & !not a valid cluster & !not a valid identifier & !json web"},
    {"corrupt_input_file", Specific,
     "corrupt|malformed|truncated|broken|damaged|not a valid|invalid|bad|unreadable|garbled & <file>|"
     "footer|record|<csv>|<json>|<xml>|<zip>|<gzip>|<gz>|avro|<orc>|parquet|input|xlsx|header & "
     "!delta log & !parameter & !config & !shuffle & !token & !request & !jsonweb & !cast to & !credential & "
     "!column name & !spark.sql & !policy & !local disk & !path & !delta file & !spill & !cluster & !authorization & "
     "!checkpoint"},
    {"corrupt_input_file", Specific, "unexpected end & file|stream|input|<zlib>|<json>|record|archive"},
    {"corrupt_input_file", Specific,
     "could not read footer|cannot read footer|unable to read footer|footer & fail|could not|cannot|"
     "unable|corrupt|length"},
    {"corrupt_input_file", Specific,
     "unicodedecodeerror|codec cant decode|xlrderror|parsererror: error tokenizing|"
     "jsonparseexception|xmlstreamexception|unexpected character"},
    // Streaming state.
    {"streaming_checkpoint_incompatible", Exact,
     "statestore|state store|existing state|state schema|stateful operator|"
     "stateschemanotcompatible|state key schema|state metadata & not compatible|"
     "incompatible|not match|doesnt match|does not match|notcompatible|mismatch|"
     "changed|different"},
    {"streaming_checkpoint_incompatible", Exact,
     "sources in the checkpoint|stateschemanotcompatible|"
     "sources requested by the query"},
    {"streaming_checkpoint_incompatible", Specific,
     "checkpoint & incompatible|not compatible|number of sources|number of shuffle|"
     "cannot resume|cannot continue|cannot restart|changed since|different "
     "query|does not match|doesnt match|mismatch|unsupported change|recover & "
     "!delta log & !.checkpoint. & !last checkpoint & !another delta table & !offset was changed & "
     "!unexpected delta table"},
    {"streaming_checkpoint_incompatible", Specific,
     "state store|statestore|rocksdb|/offsets/|/commits/|/state/ & missing|"
     "does not exist|delta file|cannot load|could not load|snapshot|no such|"
     "filenotfound|unable to load|failed to load|error reading & !no space & "
     "!outofmemory"},
    // Streaming sources.
    {"streaming_source_change", Exact,
     "detected a data update|detected deleted data|detected data update|ignorechanges|"
     "ignoredeletes|skipchangecommits|from streaming source|unexpected delta table|"
     "different delta table|another delta table"},
    {"streaming_source_change", Exact,
     "stream & source table|source & updated|update detected|deleted|delete|replaced|recreated|"
     "truncated|overwritten|different table id|schema change|schema changed & !resource & "
     "!kafka & !source rows & !data source not & !source code"},
    {"streaming_source_change", Specific,
     "table id|tableid & checkpoint|stream|used to read|different|changed & !schema mismatch & "
     "!metadata mismatch"},
    {"streaming_source_change", Specific,
     "non additive schema change|detected schema change|schema change|schema changed & stream|"
     "source|version & !auto loader & !cloudfiles & !concurrent"},
});

}  // namespace

std::span<const Rule> data_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
