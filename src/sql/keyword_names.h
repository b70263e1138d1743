#pragma once
// Every word of the grammar, sorted, and its number. A data table and nothing else; the parser's sources say what each
// word means.

#include <array>
#include <cstdint>
#include <string_view>

namespace lakecode::sql {

// One word a line would make a thousand.
// clang-format off
enum class Keyword : std::uint16_t {
    NoKeyword,  ///< the word means nothing to the grammar
    Access, Action, Add, After, Aggregate, All, Allowlist, AllPrivileges, Alter, Always, Analyze, And, Anonymous,
    Anti, Any, Apply, Archive, Archived, Archives, Array, As, Asc, Asensitive, Asof, Assets, Async, At, Atomic, Auto, Begin,
    Bernoulli, Between, Bigint, Binary, Binding, Bloomfilter, Boolean, Both, Browse, Bucket, Buckets, By, Byte, Cache,
    Call, Called, Cascade, Case, Cast, Catalog, Catalogs, Cdc, Cdf, Change, Changes, Char, Character, Check,
    Checkpoint, Clean, Clear, Clone, Close, CloudFiles, Cluster, Clustered, Codegen, Collate, Collation, Collection, Column,
    Columns, Comment, Commit, Compensation, Compute, Condition, Connection, Connections, Constraint, Contains,
    Continue, Convert, Copy, CopyOptions, Cost, Create, CreateNamedFunction, CreateSchema, CreateTable, Credential,
    Credentials, Cron, Cross, Cube, Current, Cursor, Data, Database, Databases, Date, Day, Days, Dbproperties, Dec,
    Decimal, Declare, Deep, Default, Deferrable, Deferred, Defined, Definer, Delay, Delete, Delimited, Delta, Deny,
    Desc, Describe, Detail, Deterministic, Diagnostics, Directory, Disable, Distinct, Distribute, Div, Do, Double,
    Drop, Dropped, Dry, Effective, Else, Elseif, Enable, Encryption, End, Enforced, Environment, Escape, Escaped,
    Every, Evolution, Except, Exclude, Execute, Exists, Exit, Expect, Expiration, Explain, Extend, Extended, External,
    ExternalUse, Extract, Fail, False, Feature, Fetch, Fields, File, Fileformat, Files, Filter, First, Float, Flow,
    Following, For, Force, Foreign, Format, Formatted, FormatOptions, Found, From, Fsck, Full, Function, Functions,
    Generate, Generated, Geography, Geometry, Get, Global, Grant, Grants, Group, Grouping, Groups, Handler, Having,
    History, Hour, Hours, Id, Identifier, Identity, If, Ignore, Ilike, Immediate, In, Include, Increment, Index,
    Inherit, Initially, Inner, Inout, Inpath, Input, Inputformat, Insensitive, Insert, Int, Integer, Intersect,
    Interval, Into, Invoker, IpAccessList, Is, Isolation, Items, Iterate, Jar, Jars, Join, Json, Key, Keys, Language,
    Last, Lateral, Lazy, Leading, Leave, Left, Level, Like, Limit, Lines, List, Lite, Live, Load, Local, Location,
    Locations, Logical, Long, Loop, Manage, Managed, Map, Marketplace, Mask, Match, Matched, Materialized, Max, Merge,
    Metadata, Metastore, Metric, Metrics, Microsecond, Microseconds, Millisecond, Milliseconds, Minus, Minute,
    Minutes, Model, Modified, Modifies, Modify, ModifyClasspath, Month, Months, Most, Msck, Name, Namespace,
    Namespaces, Nanosecond, Nanoseconds, Natural, Next, No, None, Norely, Noscan, Not, NotebookFile, Novalidate, Null,
    Nulls, Numeric, Object, Of, Offset, On, Once, Only, Open, Optimization, Optimize, Option, Options, Or, Order, Out,
    Outer, Outputformat, Over, Overlay, Overwrite, Own, Owner, Ownership, Parameter, Partition, Partitioned,
    Partitions, Passthrough, Pattern, Percent, Permission, Pipeline, Pivot, Placing, Policies, Policy, Position,
    Preceding, Precision, Predictive, Primary, Private, Privileges, Procedure, Procedures, Properties, Provider,
    Providers, Purge, Put, Qualify, Quarter, Quarters, Query, Range, Read, Reads, ReadFiles, ReadMetadata, ReadVolume,
    Real, Recipient, Recipients, Recordreader, Recordwriter, Recover, Recursion, Recursive, Reduce, References,
    Refresh, Regexp, Rely, Remove, Rename, Reorg, Repair, Repeat, Repeatable, Replace, Reset, Resignal, Respect,
    Restore, Restrict, Retain, Retention, Return, Returns, Revoke, Right, Rlike, Rollback, Rollup, Room, Row, Rows,
    Run, Scd, Schedule, Schema, Schemas, Second, Seconds, Security, Select, Semi, Sequence, Serde, Serdeproperties,
    Server, Service, Set, Sets, Shallow, Share, Shares, Short, Show, Signal, Single, Smallint, Some, Sort, Sorted,
    Source, Specific, Sql, Sqlexception, Sqlstate, Stacked, Start, Statistics, Storage, Stored, Stream, Streaming,
    String, Struct, Style, Substr, Substring, Symmetric, Sync, System, SystemTime, SystemVersion, Table, Tables,
    Tablesample, TableChanges, Tag, Tags, Target, Tblproperties, Temp, Temporary, Terminated, Then, Time, Timeseries, Timestamp,
    TimestampLtz, TimestampNtz, TimestampTz, Tinyint, To, Track, Trailing, Transaction, Transform, Trigger, Trim,
    True, Truncate, TryCast, Type, Unbounded, Uncache, Undrop, Uniform, Union, Unique, Unknown, Unnest, Unpivot,
    Unset, Until, Update, Updates, Upgrade, Url, Usage, Use, User, Users, UseCatalog, UseSchema, Using, Vacuum,
    Validate, Value, Values, Var, Varchar, Variable, Variables, Variant, VectorSearch, Verify, Version, View, Views, Violation,
    Void, Volume, Volumes, Watermark, Week, Weeks, When, Where, While, Window, With, Within, Without, Work, Write,
    WriteFiles, WriteVolume, X, Year, Years, Zone, Zorder
};

inline constexpr std::array<std::string_view, 539> kKeywordNames = {
    "ACCESS", "ACTION", "ADD", "AFTER", "AGGREGATE", "ALL", "ALLOWLIST", "ALL_PRIVILEGES", "ALTER", "ALWAYS",
    "ANALYZE", "AND", "ANONYMOUS", "ANTI", "ANY", "APPLY", "ARCHIVE", "ARCHIVED", "ARCHIVES", "ARRAY", "AS", "ASC", "ASENSITIVE",
    "ASOF", "ASSETS", "ASYNC", "AT", "ATOMIC", "AUTO", "BEGIN", "BERNOULLI", "BETWEEN", "BIGINT", "BINARY", "BINDING",
    "BLOOMFILTER", "BOOLEAN", "BOTH", "BROWSE", "BUCKET", "BUCKETS", "BY", "BYTE", "CACHE", "CALL", "CALLED",
    "CASCADE", "CASE", "CAST", "CATALOG", "CATALOGS", "CDC", "CDF", "CHANGE", "CHANGES", "CHAR", "CHARACTER", "CHECK",
    "CHECKPOINT", "CLEAN", "CLEAR", "CLONE", "CLOSE", "CLOUD_FILES", "CLUSTER", "CLUSTERED", "CODEGEN", "COLLATE", "COLLATION",
    "COLLECTION", "COLUMN", "COLUMNS", "COMMENT", "COMMIT", "COMPENSATION", "COMPUTE", "CONDITION", "CONNECTION",
    "CONNECTIONS", "CONSTRAINT", "CONTAINS", "CONTINUE", "CONVERT", "COPY", "COPY_OPTIONS", "COST", "CREATE",
    "CREATE_NAMED_FUNCTION", "CREATE_SCHEMA", "CREATE_TABLE", "CREDENTIAL", "CREDENTIALS", "CRON", "CROSS", "CUBE",
    "CURRENT", "CURSOR", "DATA", "DATABASE", "DATABASES", "DATE", "DAY", "DAYS", "DBPROPERTIES", "DEC", "DECIMAL",
    "DECLARE", "DEEP", "DEFAULT", "DEFERRABLE", "DEFERRED", "DEFINED", "DEFINER", "DELAY", "DELETE", "DELIMITED",
    "DELTA", "DENY", "DESC", "DESCRIBE", "DETAIL", "DETERMINISTIC", "DIAGNOSTICS", "DIRECTORY", "DISABLE", "DISTINCT",
    "DISTRIBUTE", "DIV", "DO", "DOUBLE", "DROP", "DROPPED", "DRY", "EFFECTIVE", "ELSE", "ELSEIF", "ENABLE",
    "ENCRYPTION", "END", "ENFORCED", "ENVIRONMENT", "ESCAPE", "ESCAPED", "EVERY", "EVOLUTION", "EXCEPT", "EXCLUDE",
    "EXECUTE", "EXISTS", "EXIT", "EXPECT", "EXPIRATION", "EXPLAIN", "EXTEND", "EXTENDED", "EXTERNAL", "EXTERNAL_USE",
    "EXTRACT", "FAIL", "FALSE", "FEATURE", "FETCH", "FIELDS", "FILE", "FILEFORMAT", "FILES", "FILTER", "FIRST",
    "FLOAT", "FLOW", "FOLLOWING", "FOR", "FORCE", "FOREIGN", "FORMAT", "FORMATTED", "FORMAT_OPTIONS", "FOUND", "FROM",
    "FSCK", "FULL", "FUNCTION", "FUNCTIONS", "GENERATE", "GENERATED", "GEOGRAPHY", "GEOMETRY", "GET", "GLOBAL",
    "GRANT", "GRANTS", "GROUP", "GROUPING", "GROUPS", "HANDLER", "HAVING", "HISTORY", "HOUR", "HOURS", "ID",
    "IDENTIFIER", "IDENTITY", "IF", "IGNORE", "ILIKE", "IMMEDIATE", "IN", "INCLUDE", "INCREMENT", "INDEX", "INHERIT",
    "INITIALLY", "INNER", "INOUT", "INPATH", "INPUT", "INPUTFORMAT", "INSENSITIVE", "INSERT", "INT", "INTEGER",
    "INTERSECT", "INTERVAL", "INTO", "INVOKER", "IP_ACCESS_LIST", "IS", "ISOLATION", "ITEMS", "ITERATE", "JAR",
    "JARS", "JOIN", "JSON", "KEY", "KEYS", "LANGUAGE", "LAST", "LATERAL", "LAZY", "LEADING", "LEAVE", "LEFT", "LEVEL",
    "LIKE", "LIMIT", "LINES", "LIST", "LITE", "LIVE", "LOAD", "LOCAL", "LOCATION", "LOCATIONS", "LOGICAL", "LONG",
    "LOOP", "MANAGE", "MANAGED", "MAP", "MARKETPLACE", "MASK", "MATCH", "MATCHED", "MATERIALIZED", "MAX", "MERGE",
    "METADATA", "METASTORE", "METRIC", "METRICS", "MICROSECOND", "MICROSECONDS", "MILLISECOND", "MILLISECONDS",
    "MINUS", "MINUTE", "MINUTES", "MODEL", "MODIFIED", "MODIFIES", "MODIFY", "MODIFY_CLASSPATH", "MONTH", "MONTHS",
    "MOST", "MSCK", "NAME", "NAMESPACE", "NAMESPACES", "NANOSECOND", "NANOSECONDS", "NATURAL", "NEXT", "NO", "NONE",
    "NORELY", "NOSCAN", "NOT", "NOTEBOOK_FILE", "NOVALIDATE", "NULL", "NULLS", "NUMERIC", "OBJECT", "OF", "OFFSET",
    "ON", "ONCE", "ONLY", "OPEN", "OPTIMIZATION", "OPTIMIZE", "OPTION", "OPTIONS", "OR", "ORDER", "OUT", "OUTER",
    "OUTPUTFORMAT", "OVER", "OVERLAY", "OVERWRITE", "OWN", "OWNER", "OWNERSHIP", "PARAMETER", "PARTITION",
    "PARTITIONED", "PARTITIONS", "PASSTHROUGH", "PATTERN", "PERCENT", "PERMISSION", "PIPELINE", "PIVOT", "PLACING",
    "POLICIES", "POLICY", "POSITION", "PRECEDING", "PRECISION", "PREDICTIVE", "PRIMARY", "PRIVATE", "PRIVILEGES",
    "PROCEDURE", "PROCEDURES", "PROPERTIES", "PROVIDER", "PROVIDERS", "PURGE", "PUT", "QUALIFY", "QUARTER",
    "QUARTERS", "QUERY", "RANGE", "READ", "READS", "READ_FILES", "READ_METADATA", "READ_VOLUME", "REAL", "RECIPIENT",
    "RECIPIENTS", "RECORDREADER", "RECORDWRITER", "RECOVER", "RECURSION", "RECURSIVE", "REDUCE", "REFERENCES",
    "REFRESH", "REGEXP", "RELY", "REMOVE", "RENAME", "REORG", "REPAIR", "REPEAT", "REPEATABLE", "REPLACE", "RESET",
    "RESIGNAL", "RESPECT", "RESTORE", "RESTRICT", "RETAIN", "RETENTION", "RETURN", "RETURNS", "REVOKE", "RIGHT",
    "RLIKE", "ROLLBACK", "ROLLUP", "ROOM", "ROW", "ROWS", "RUN", "SCD", "SCHEDULE", "SCHEMA", "SCHEMAS", "SECOND",
    "SECONDS", "SECURITY", "SELECT", "SEMI", "SEQUENCE", "SERDE", "SERDEPROPERTIES", "SERVER", "SERVICE", "SET",
    "SETS", "SHALLOW", "SHARE", "SHARES", "SHORT", "SHOW", "SIGNAL", "SINGLE", "SMALLINT", "SOME", "SORT", "SORTED",
    "SOURCE", "SPECIFIC", "SQL", "SQLEXCEPTION", "SQLSTATE", "STACKED", "START", "STATISTICS", "STORAGE", "STORED",
    "STREAM", "STREAMING", "STRING", "STRUCT", "STYLE", "SUBSTR", "SUBSTRING", "SYMMETRIC", "SYNC", "SYSTEM",
    "SYSTEM_TIME", "SYSTEM_VERSION", "TABLE", "TABLES", "TABLESAMPLE", "TABLE_CHANGES", "TAG", "TAGS", "TARGET", "TBLPROPERTIES",
    "TEMP", "TEMPORARY", "TERMINATED", "THEN", "TIME", "TIMESERIES", "TIMESTAMP", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ",
    "TIMESTAMP_TZ", "TINYINT", "TO", "TRACK", "TRAILING", "TRANSACTION", "TRANSFORM", "TRIGGER", "TRIM", "TRUE",
    "TRUNCATE", "TRY_CAST", "TYPE", "UNBOUNDED", "UNCACHE", "UNDROP", "UNIFORM", "UNION", "UNIQUE", "UNKNOWN",
    "UNNEST", "UNPIVOT", "UNSET", "UNTIL", "UPDATE", "UPDATES", "UPGRADE", "URL", "USAGE", "USE", "USER", "USERS",
    "USE_CATALOG", "USE_SCHEMA", "USING", "VACUUM", "VALIDATE", "VALUE", "VALUES", "VAR", "VARCHAR", "VARIABLE",
    "VARIABLES", "VARIANT", "VECTOR_SEARCH", "VERIFY", "VERSION", "VIEW", "VIEWS", "VIOLATION", "VOID", "VOLUME", "VOLUMES",
    "WATERMARK", "WEEK", "WEEKS", "WHEN", "WHERE", "WHILE", "WINDOW", "WITH", "WITHIN", "WITHOUT", "WORK", "WRITE",
    "WRITE_FILES", "WRITE_VOLUME", "X", "YEAR", "YEARS", "ZONE", "ZORDER"
};

}  // namespace lakecode::sql
