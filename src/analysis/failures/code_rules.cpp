// Words for code, references, SQL statements and task sources.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Python packages.
    {"python_module_missing", Exact,
     "no module named|modulenotfounderror|missing optional dependency|"
     "packagenotfounderror|importerror: no module|distributionnotfound|"
     "there is no package called & !has no attribute"},
    {"python_module_missing", Specific,
     "package|module|library|<import> & is not installed|not installed|not found in the "
     "environment|could not be imported|please install|pip install|"
     "must be installed & !could not find a version & !version & !rpm & !widget & "
     "!maven & !notebook"},
    {"python_module_missing", Specific,
     "importerror & install|requires|required & !cannot import name & !version & "
     "!partially initialized"},
    {"python_module_missing", Specific,
     "pyarrow|pandas|numpy & must be installed|however, it was not found|not found & "
     "!found in & !column"},
    // Versions that do not fit.
    {"dependency_conflict", Exact,
     "nosuchmethoderror|noclassdeffound|nosuchfielderror|abstractmethoderror|"
     "incompatibleclasschange|linkageerror|unsupportedclassversion|verifyerror|"
     "classformaterror|illegalaccesserror|bootstrapmethoderror|unsatisfiedlinkerror|"
     "cannot import name|binary incompatib|compiled using numpy|numpy.dtype size changed|"
     "dependency conflict|versionconflict|contextualversionconflict|"
     "incompatible versions|invalidclassexception|serialversionuid|"
     "compiled by a more recent version|undefined symbol|"
     "is incompatible with|abi incompatib & !cluster"},
    {"dependency_conflict", Exact,
     "requires & but you have|found jackson|which is incompatible|jackson databind version|"
     "but found version|incompatible"},
    {"dependency_conflict", Exact,
     "has no attribute & module & np.|numpy|pandas|bool|float|int|object|attribute typedict|"
     "attribute iteritems"},
    {"dependency_conflict", Specific,
     "attributeerror: & module|dataframe object|numpy|pandas|pyarrow|pydantic|typing & has no "
     "attribute & !nonetype & !row object"},
    {"dependency_conflict", Specific,
     "version & glibc|glibcxx|libstdc++|scala|jackson|numpy|protobuf|pyarrow|pydantic|"
     "openssl|netty|guava|python in worker & mismatch|incompatib|conflict|requires|not found|"
     "different version|downgrade|different minor|must be|newer & !cluster policy & "
     "!node type & !satisfies the requirement & !distribution & !no longer supported & !validation failed"},
    {"dependency_conflict", Exact,
     "python_version_mismatch|python in worker has different version|different minor version & "
     "driver|worker|python"},
    {"dependency_conflict", Specific,
     "multiarray failed to import|descriptors cannot be created directly|descriptors cannot not be created directly|"
     "if this call came from a pb2|scala module 2|circular import|"
     "partially initialized module|metaclass conflict|has been removed in the numpy|"
     "as it may crash|a module that was compiled|incompatible class|class file version"},
    {"dependency_conflict", Generic,
     "classnotfoundexception|classnotfound|nosuchmethodexception|classcastexception & "
     "!main class & !could not find or load"},
    {"dependency_conflict", Specific,
     "classcastexception|cannot be cast to class & scala|$|serializedlambda|classloader|loader|"
     "unnamed module & !due to data type"},
    {"dependency_conflict", Specific,
     "failed to find data source|data source not found|no suitable driver|data_source_not_found|"
     "could not find the data source"},
    {"dependency_conflict", Specific,
     "multiple sources found for|multiple_xml_data_source|conflicting versions|"
     "package versions|version solving failed"},
    {"dependency_conflict", Generic, "typeerror: & unexpected keyword argument & init()|proxies|site packages|client"},
    // The job's own logic. Exception names alone are judged in user_code.cpp.
    {"user_code_exception", Specific,
     "quality gate|quality check|data quality|sanity check|reconciliation|validation|"
     "row count check|business rule & failed|violated|exceeds|below|above|not met|mismatch & "
     "!schema & !policy & !cluster & !node type & !expectation & !request & !pydantic & "
     "!certificate & !checksum & !metadata & !parameter & !delta & !library"},
    // A test of dbt counts the rows that break it.
    {"user_code_exception", Specific, "got & result|results & configured to fail if"},
    {"user_code_exception", Generic,
     "user defined function|<udf>|user function|foreachbatch|foreach batch & failed|threw|"
     "raised|error|exception & !python worker & !outofmemory & !not found & !whitelist & "
     "!cannot be resolved"},
    {"user_code_exception", Specific,
     "assertion failed:|assertionerror:|raise error(|user raised|userdefined exception & "
     "!sources in the checkpoint & !stateschema & !no files & !no plan for & !internal error"},
    // Statements.
    {"sql_syntax_or_semantics", Exact,
     "parseexception|syntax error|mismatched input|extraneous input|no viable alternative|"
     "parse syntax error|missing from at|unclosed|not participating in the group by|"
     "single part namespace|neither present in the group by|"
     "unexpected token|missing group by & !json & !xml & !jsondecode & !yaml & !malformed"},
    {"sql_syntax_or_semantics", Exact, "due to data type mismatch|data type mismatch: & !write & !writing & !insert"},
    {"sql_syntax_or_semantics", Specific,
     "group by & expression|aggregat|not in|neither|missing|participat & analysis|"
     "expression|nor is it|column"},
    {"sql_syntax_or_semantics", Specific, "ambiguous & reference|column|field|could be"},
    {"sql_syntax_or_semantics", Specific,
     "number of columns|same number of columns|same number of the columns|"
     "number of arguments|invalid number of & union|except|intersect|function|argument|"
     "view|alias"},
    {"sql_syntax_or_semantics", Specific,
     "undefined function|unresolved routine|function not found|not a registered function|"
     "neither a registered|cannot resolve function|cannot resolve routine|routine not found|"
     "neither a built in|<function> & cannot be found|does not exist & !secret"},
    {"sql_syntax_or_semantics", Specific,
     "correlated|subquery|window function|lateral|generator|star expression|cte|pivot|"
     "having clause|order by|where clause & not supported|unsupported|not allowed|invalid|"
     "not permitted|cannot be|must be|more than one row & !streaming"},
    {"sql_syntax_or_semantics", Specific,
     "already exists & <table>|<view>|schema|database|catalog|column|function|relation & "
     "!file already exists & !path & !topic & !run & !constraint & !checkpoint"},
    {"sql_syntax_or_semantics", Specific,
     "unbound parameter|not bound|unbound sql|named parameter & parameter & "
     "!widget"},
    {"sql_syntax_or_semantics", Specific,
     "does not support|not supported|unsupported & alter table|create table|syntax|"
     "truncate|<insert>|<update>|<delete>|<merge>|clause|statement|command|operation & "
     "table|view|source|catalog|sql|v2|partition & !whitelist & !shared & !access mode & "
     "!serverless & !unity catalog & !spark connect & !reader & !feature & !streaming"},
    {"sql_syntax_or_semantics", Generic, "analysisexception"},
    {"sql_syntax_or_semantics", Specific, "compilation error & dbt|model|macro|node & !dependency"},
    {"sql_syntax_or_semantics", Specific,
     "partition spec|partition column|partitioned by|bucket & invalid|not found in|must|"
     "non partition|does not match & !files were"},
    // Missing tables.
    {"table_not_found", Exact,
     "table or view not found|table or view cannot be found|nosuchtable|nosuchdatabase|"
     "nosuchnamespace|nosuchcatalog|table not found|view not found|schema not found|"
     "database not found|catalog not found|no such table|no such database|no such schema|"
     "no such catalog|table_or_view_not_found|unknown database|relation not found|"
     "is not a delta table"},
    {"table_not_found", Exact,
     "<table>|<tables>|table or view|<view>|<schema>|<database>|<catalog>|<relation>|<namespace> & cannot be found|"
     "could not be found|was not found|<not found>|does not exist|doesnt exist|couldnt be found|not exist|"
     "could not find|is missing & !column & !secret & !scope & !<path> & !path does & !notebook & !file & !key & "
     "!topic & "
     "!warehouse & !state store & !checkpoint & !schema registry & !group & !user & !does not have & !permission & "
     "!table id & !referenced & !_delta_log & !delta log & !field & !attribute & !cluster & !container & !module"},
    {"table_not_found", Specific, "unresolvedrelation"},
    {"table_not_found", Specific, "invalid object name|ora 00942|table unknown & !secret"},
    // Missing columns.
    {"column_not_found", Exact,
     "unresolved column|given input columns|given columns|cannot resolve column|"
     "no such struct field|unresolved field|unresolvedattribute|column not found|"
     "cannot find column|could not find column|no such column|did you mean one of the following & "
     "!table & !relation & !function"},
    {"column_not_found", Exact,
     "<column>|columns|column,|<field>|attribute & cannot be resolved|could not be resolved|"
     "not be resolved|does not exist|doesnt exist|not found|cannot be found|not found in schema|"
     "not in the schema|is missing|was not found|missing from|couldnt find & !not null & !secret & "
     "!table or view & !attributeerror & !widget & !module & !input path & !optional & !classpath"},
    {"column_not_found", Specific,
     "cannot resolve & clause|given|columns|<column>|field & !secret & !dependenc & "
     "!host & !routine & !function & !due to data type"},
    {"column_not_found", Generic,
     "cannot resolve|couldnt resolve & !secret & !host & !function & !routine & !dependenc & "
     "!reference & !domain & !due to data type & !artifact & !name resolution & !address & !dns"},
    {"column_not_found", Specific, "invalid column name|invalid identifier|unknown column"},
    {"column_not_found", Specific, "keyerror: & dataframe.py|pandas|not in index|none of [index|in columns"},
    // Task sources.
    {"task_source_missing", Exact,
     "notebook & not found|is missing|does not exist|unable to access|could not be found|cannot find|"
     "no such|couldnt find|was deleted|not have access|lacks|cannot access|permission|"
     "not accessible|unable to find & !table & !column & !secret & !catalog & !widget & !environment & "
     "!no such file or directory: /dbfs"},
    {"task_source_missing", Exact,
     "could not find or load main class|main class & not found|could not find|missing|cannot"},
    {"task_source_missing", Exact,
     "could not find or load main class|cant open file|entry point & not found|not defined|"
     "no such|missing|does not exist|could not|undefined|unable|main class"},
    {"task_source_missing", Specific,
     "entry point|entrypoint|main class|python wheel|console script & not found|could not|"
     "missing|cannot|does not exist|not defined|unable|no such|undefined|not contain"},
    {"task_source_missing", Specific,
     "python file|spark python task|sql file|query file|dbt project|project file|"
     "workspace file|source file|python_file|script|.py>|.ipynb|.sql>|dbt_project.yml|"
     "workspace object|<dashboard>|<query>|legacy alert & "
     "does not exist|not found|cannot open|cannot find|could not find|cant open|no such file|"
     "missing|cannot be accessed|cannot read the|could not read|unable to access|doesnt exist & !init script & "
     "!scripts/ & !module & !table & !column & !secret & !library & !site packages & "
     "!.csv & !.json & !.parquet & !.yaml & !.toml & !worker.py & !host & !dns"},
    {"task_source_missing", Specific,
     "workspace|resource does not exist: path & path|object|node|file & does not exist|doesnt exist|not found|unable "
     "to access|"
     "not exist & !catalog & !table & !volume"},
    {"task_source_missing", Specific, "main method not found|nosuchmethodexception & main"},
    // Git.
    {"git_checkout_failure", Exact,
     "couldnt find remote ref|could not read from remote repository|repository not found|"
     "remote branch & !maven"},
    {"git_checkout_failure", Exact,
     "remote ref|remote branch|pathspec|could not read from remote|git checkout|git source|"
     "git repository|checkout git|git provider|git credential|git fetch|git clone|git folder|"
     "checkout internal repo|checkout code|remote: & "
     "fail|not found|could not|couldnt|missing|invalid|unable|denied|did not match|expired|error|"
     "find|unauthorized|no longer|exceed|does not exist"},
    {"git_checkout_failure", Specific,
     "<git>|github|gitlab|bitbucket|azure devops|azuredevops|codecommit & checkout|"
     "check out|clone|credential|branch|<tag>|<commit>|personal access token|<ref>|fetch & "
     "fail|not found|could not|missing|invalid|unable|denied|expired|does not exist|error|"
     "wrong|no longer & !pip & !library install"},
    {"git_checkout_failure", Generic,
     "checkout|check out & fail|unable|could not|error & repo|branch|<tag>|<commit>|ref"},
    // Input paths.
    {"path_not_found", Exact,
     "path does not exist|input path does not exist|path not found|input path & does not exist|"
     "not exist|not found & !workspace & !credential"},
    {"path_not_found", Specific,
     "no such file or directory|filenotfound|specified path does not exist|pathnotfound|"
     "blobnotfound|nosuchkey|no such key|the specified key does not exist|file does not exist|"
     "nosuchbucket|containernotfound|filesystemnotfound|cannot find path|no such file|"
     "specified blob does not exist|specified container does not exist|bucket does not exist|"
     "filesystem does not exist|directory does not exist|volume does not exist|"
     "no files found|directory not found|no file found & !part 0 & !.snappy.parquet & "
     "!delta log/ & !shared object & !.so & !init script & !.whl & !.jar & !cant open file & "
     "!python: & !blockmgr & !_delta_log & !.py & !dbt project & !checkpoint & !/offsets/ & !change data/ & "
     "!transaction log & "
     "!shuffle & !local disk0/spark"},
    {"path_not_found", Specific,
     "<volume>|volumes/|mount|/mnt/|dbfs:/|s3://|s3a://|abfss://|wasbs://|gs://|directory|<path>|"
     "<file>|<folder>|bucket & does not exist|doesnt exist|not found|no such|cannot be found & "
     "!part 0 & !delta log/ & !python file & !workspace & !.py & !resource does not exist: path & !notebook & !table "
     "or view & !checkpoint & !init script & !.whl & "
     "!.jar & !secret & !column & !referenced in & !transaction log & !dependency & !classpath & !change data & "
     "!error while reading"},
});

}  // namespace

std::span<const Rule> code_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
