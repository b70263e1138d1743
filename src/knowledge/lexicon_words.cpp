// The words people use, by concept. Kept as data: a request that is read wrongly is mended here first.
// Known to be wrong: "bill" is money, also where it is a person; "red" is a failure, also where it is a colour.

#include "knowledge/lexicon.h"

namespace lakecode::knowledge {
namespace {

using enum Concept;

constexpr LexiconRow kRows[] = {
    {Why,
     "matter with|the matter|wrong with|what is up "
     "with|why|cause|causes|caused|causing|reason|reasons|rca|culprit|root cause|root-cause|how come|what made|what "
     "happened|what went wrong|what is wrong|what was wrong|went wrong|go wrong|going wrong|wtf|what broke|what "
     "killed|explain"},
    {Debug,
     "analyz*|analys*|debug*|diagnos*|troubleshoot*|investigat*|look into|dig into|digging "
     "into|postmortem|post-mortem|post mortem|triage|debug_job|get to the bottom"},
    {Fail,
     "fail*|did not succeed|not succeed|not finish|not complete|not pass|did not work|not work|not succeeding|what "
     "broke|what killed|broke|broken|breaks|breaking|crash*|died|dies|dying|error*|errored|bomb|bombed|blew up|blown "
     "up|blow up|fell over|falling over|fall over|unsuccessful*|exception*|not working|went wrong|go wrong|going "
     "wrong|is wrong|was wrong|timed out|oom|problem*|issue|issues|went south|went down|red|broke "
     "down|stuck|dead|choke*|choking|tank|tanked|tanking|barf*|kaput|kaputt|trouble|killed|flop*|flunk*|what "
     "broke|what killed|busted|borked|incident*"},
    {Succeed,
     "ok|okay|fine|alright|succe*|finish*|complete|completed|passed|pass|done|worked|green|went through|go "
     "through|went well|go well|go ok|went ok|go okay|healthy|running|work"},
    {Job, "job|jobs|workflow|workflows|dag|dags|etl|batch job|batch jobs|lakeflow job|lakeflow jobs"},
    {Run, "run|runs|execution|executions|attempt"},
    {Task, "task|tasks|step"},
    {Pipeline, "pipeline|pipelines|dlt|sdp|declarative pipeline|lakeflow pipeline"},
    {Status,
     "status*|state|states|how is|how are|how did|doing|last run|latest run|recent runs|last runs|run history|past "
     "runs|progress|currently|still|job_status|up to|next run|scheduled to|last executed|last ran|latest runs|previous "
     "runs|most recent run|last time|when did|is running|run results|overview|recent executions"},
    {Logs,
     "print|prints|wrote to the console|log|logs|output|outputs|stdout|stderr|traceback|tracebacks|stack "
     "trace|stacktrace|trace|job_logs|print out|logged|printed|console"},
    {Follow,
     "follow*|tail|tailing|stream|streaming|live|as they come|real time|real-time|realtime|keep watching|keep "
     "following"},
    {Audit,
     "set up well|well configured|configured well|properly configured|configured properly|set up properly|set up "
     "correctly|well set up|configured correctly|correctly configured|follow best practice|weak jobs|set up "
     "badly|ill-configured|could hurt|unsafe jobs|brittle|audit*|risk*|misconfigur*|hygiene|health "
     "check|healthcheck|health-check|unhealthy|without retries|no retries|without alerts|no alerts|no owner|without "
     "owner|without an owner|without owners|no timeout|without timeout|without timeouts|no "
     "timeouts|lint|audit_jobs|badly configured|poorly configured|badly set up|dangerous|best practices|best "
     "practice|vulnerable|bad practice|bad practices|unowned|ownerless|fragile|without notifications|no "
     "notifications|weak spots|review"},
    {Cost,
     "cost*|spend*|spent|bill|bills|billed|billing|money|dollar*|usd|expensive|dbu|dbus|pay|pays|paying|paid|price|"
     "charge|charges|charged|burn|burns|burned|burnt|burning|invoice*|budget*|cost_top|cost_spike|expense*|finops|"
     "priciest|costliest|bucks|expenditure|outlay|wallet|eating our budget"},
    {Top,
     "top|most|biggest|largest|highest|main|driver*|drove|drive|drives|driving|breakdown|break down|by job|by user|by "
     "sku|ranking|rank|heaviest|where|who|summary|priciest|costliest|greatest|major|contribut*|responsible|share|worst|"
     "hogs"},
    {Spike,
     "so much more|much more|more than last|more than usual|more than before|than usual|compared to last|than "
     "before|extra|spik*|jump*|surg*|anomal*|sudden*|unexpected*|unusual*|increas*|went up|gone up|going up|go up|goes "
     "up|shot up|rise|rose|rising|risen|doubled|double|tripled|triple|explod*|explosion|higher|more than "
     "usual|abnormal*|outlier|outliers|grew|grown|growth|climb*|skyrocket*|cost_spike|weird|strange|odd|blew up|blown "
     "up|blow up|ballooned|balloon*|bump|swell|swelled|changed|change|up so much|uptick|hike|shoot "
     "up|odd|deviat*|creep*|crept|inflated|peak|peaks|peaked|went through the roof|through the roof|out of "
     "control|unusually|soared|soar|soaring|leap*|trend*|out of the ordinary|abrupt*"},
    {GenAi,
     "genai|gen-ai|llm|llms|gen ai|generative ai|generative|model serving|model-serving|serving endpoint|serving "
     "endpoints|foundation model*|foundation model|foundation models|token|tokens|ai functions|ai function|vector "
     "search|ai "
     "gateway|gpt|gpts|claude|llama|embedding*|inference|ai|ai_query|genai_cost_agent|chatbot*|genie|language "
     "model|language models|mosaic|anthropic|openai|pay-per-token|provisioned throughput|serving"},
    {Prove,
     "analyz*|analys*|any good|good enough|in good shape|bad shape|okay to use|ok to use|safe to use|fit "
     "for|usable|good quality|bad quality|believe|credible|broken "
     "data|valid|invalid|uniqueness|unique|gaps|holes|sloppy|corrupt|corrupted|prove|proves|proving|proof|trust*|"
     "quality|profil*|validat*|verif*|sanity "
     "check|sanity-check|sanity|null|nulls|duplicate*|dupes|dupe|reliab*|clean|data "
     "check|fresh*|stale|staleness|completeness|dq|correct|correctness|outlier|outliers|distribution*|consisten*|"
     "anomal*|prove_table|good to use|integrity|healthy|health|missing values|bad data|bad "
     "rows|sound|rely|dirty|garbage|suspicious|defect*|sane|up to date|legit|fishy|weird|accurate|accuracy|messed up"},
    {Contract, "contract|contracts|prove.yml|expectation*"},
    {Access,
     "may|entitlement|access*|permission*|privilege*|allowed|entitle*|rights|uc_explain_access|permitted|authori*|able "
     "to|see what|reach|who can|visibility|exposed|may see|can see|sees"},
    {MayDo,
     "read|reads|reading|write|writes|select|modify|query|delete|insert|update|edit|use|own|owns|see|view|change|drop|"
     "create|touch|alter|manage|execute|browse|look at|access|truncate"},
    {Grants, "grant|grants|granted|granting|acl|acls|uc_diff_grants|uc_apply_grants"},
    {Diff,
     "different|diff|diffs|difference|differences|differ|differs|compare|comparing|comparison|compared|versus|against|"
     "uc_diff_grants|what would change|deviate*"},
    {Apply, "apply|applying|applied|uc_apply_grants"},
    {Plan, "plan|plans|plan_id"},
    {Capture,
     "captur*|codify|capture_job|capture_pipeline|as code|as yaml|to yaml|into yaml|as a bundle|into a bundle|to a "
     "bundle|into bundle|reverse engineer|reverse-engineer|export*|snapshot|as bundle|under version control|into "
     "git|bundle config|bundle configuration|into code|to code|yaml for|yaml of|definition of|as an asset bundle|into "
     "an asset bundle|as dab|as a dab|into a dab|to bundle"},
    {Bundle, "bundle|bundles|dab|dabs|databricks.yml|databricks.yaml|asset bundle|asset bundles|bundle_deploy|iac"},
    {Drift,
     "drift*|out of sync|in sync|diverg*|changed outside|drift_detect|clickops|undeployed|out-of-sync|unmanaged|not in "
     "the bundle|config skew|not in our bundle"},
    {Strays,
     "match|matches|matching|still match|still matches|mismatch*|by hand|in the ui|through the ui|via the "
     "ui|differ|differs|differ from|differs from|hand-edited|hand edited|manually edited|edited "
     "manually|manually|lines up|line up|manual change|manual changes|manually changed|changed by hand|changed in the "
     "ui|edited in the ui|deviat*|tampered|hotfix*|tweaked|touched"},
    {Deploy,
     "deploy*|ship|shipping|rollout|roll "
     "out|release|push|promote|upload*|bundle_deploy|deploy_file|put|copy|publish|import|sync"},
    {Start,
     "run|start|trigger|launch|kick off|kick-off|kickoff|execute|rerun|re-run|run_job|fire|fire off|fire up|start "
     "up|invoke|retrigger|re-trigger|relaunch|restart|rerunning|begin|run now|run-now|spin up|set off"},
    {Query, "query|queries|queried|querying|statement|statements|sql|sqls|query_history|query history"},
    {Slow,
     "slow*|longest|long-running|long running|sluggish|took long|taking long|take long|takes long|so "
     "long|performance|duration*|long|fast|latency"},
    {Warehouse, "warehouse|warehouses|sql warehouse|endpoint|wh"},
    {Catalog, "catalog|catalogs|catalogue|catalogues|list_catalogs"},
    {Schema, "schema|schemas|schemata|database|databases|db|dbs|list_schemas"},
    {Table, "table|tables|view|views|list_tables|dataset|datasets|tbl|tbls|relation|relations"},
    {Size,
     "size|sizes|sized|biggest|largest|big|large|gigabyte*|terabyte*|gb|tb|storage|space|bytes|huge|heaviest|take "
     "up|disk|heavy|top_tables_by_size|fattest|bulkiest|hogging|megabytes|footprint|volume of data|most data|eat "
     "up|eating|massive|chunkiest|hogs|bulky|fat|weigh*"},
    {Columns,
     "who owns|owner of|owned by|how big is|size of main|comment on|properties "
     "of|column|columns|field|fields|structure|ddl|definition|layout|data types|datatypes|types|metadata|details|made "
     "of|look like|looks like|shape|attributes"},
    {Describe, "describe|desc|describe_table|inspect"},
    {List,
     "list|lists|listing|show|display|what|which|whats|give|get|print|enumerate|see|browse|are "
     "there|exist|exists|have|all|available|name "
     "the|names|name|fetch|find|view|every|inventory|any|our|exist*|got|contents|contains|contain|live|lives|sitting|"
     "inside|in|under"},
    {Look,
     "detect|print|show|check|look|see|display|give|get|tell|view|what|pull|pull "
     "up|fetch|find|info|information|details|inspect|open|about|print|review|monitor|report|bring up|dump|grab"},
    {Count, "how many|count|number of|row count|rowcount"},
    {Preview,
     "data from|some data|rows from|rows of|records from|records of|contents of|content of|first "
     "few|preview|sample|peek|first rows|sample rows|glance|some rows|few rows|example rows"},
    {Recent, "recent*|latest|lately|last|past|newest|overnight"},
    {Overwrite, "overwrite|overwriting|replace|replacing|overriding|override|clobber"},
    {Wait, "wait*|until it finishes|until done|until it is done|till it finishes|and wait|block until"},
    {Who, "who|whom|whose|who can"},
    {Did, "did|does|has|was|were|is|have|are"},
    {Anything,
     "anything|any|something|everything|what|which|all|nothing|ones|stuff|things|were there|was there|are there|is "
     "there"},
    {HowTo,
     "what can i do|what can we do|what could we do|reduce our|lower our|cut our|to reduce|to lower|save "
     "money|cheaper|forecast|forecasts|predict|prediction|projection|projected|next quarter|next year|how do i|how do "
     "we|how do you|how to|how can i|how can we|how should|how would i|how would we|how would you|how do|what is the "
     "best|best way|should i|should we|pros and cons|what is a|what is an|what are the benefits|what is the "
     "purpose|when should|when to use|is it possible|is there a way|best practices "
     "for|recommend*|advice|advise|suggest*|opinion|which is better|what happens if|what would happen if|what happens "
     "when|what do you think|what are my options|is it safe|is it ok|is it okay|would it be|steps to|guide|can "
     "lakehouse|can delta|can databricks|can spark|can i use|can we use|is it a good "
     "idea|trade-offs|tradeoffs|ideas|idea for|what should|what could|which one should|how might|how will|could we "
     "use|walk me through|what is unity|what is delta|what is liquid"},
    {Learn,
     "what is the difference|difference between|what are the differences|what does|how "
     "does|tutorial|tutorials|documentation|docs|example|examples|teach|learn|understand|explain how|explain "
     "what|explain to me how|explain the concept|concept|mean|means|meaning|definition of "
     "a|introduction|introduce|tell me a|joke|poem|story|best practice for|cheat sheet|cheatsheet|syntax|compare "
     "delta|versus|vs|vs.|overview of the features|how it works|architecture"},
    {Other,
     "volume|volumes|function|functions|model|models|cluster|clusters|notebook|notebooks|secret|secrets|member|members|"
     "dashboard|dashboards|index|indexes|experiment*|share|shares|lineage|constraint*|external location|external "
     "locations|credential*|connection|connections|alert|alerts|app|apps"},
    {Make,
     "write|draft|generate|create|build|design|implement|refactor|rewrite|convert|translate|optimize|optimise|tune|fix|"
     "improve|migrate|email|mail|notify|send|slack|plot|chart|graph|predict|forecast|estimate|train|document|add|"
     "remove|delete|rename|move|change|set|enable|disable|schedule|cancel|stop|pause|kill|restart|resize|grow|revoke|"
     "drop|truncate|clone|merge|insert|update|backfill|make|repair|retry|undo|restore|rollback|roll "
     "back|unpause|grant|give access|add access|transform|join|aggregate|ingest|load|parse|clean "
     "up|cleanup|purge|wipe|archive|vacuum|alter|modify|edit|recommend|suggest|propose|teach|configure|install|set "
     "up|setup|turn off|turn on|switch|terminate|shut|shutdown|alert|prepare|produce|visualize|visualise|figure out "
     "how|think|brainstorm|mask|encrypt|reduce|lower|save|hide|replace|turn|post|open a|file "
     "a|assign|tag|comment|annotate|register|share|sync|mirror|denormalize|normalize|dedupe|deduplicate|fill|scale|"
     "upgrade|downgrade|swap|transfer|resume|approve|invite"},
    {When,
     "if|unless|when|whenever|once|after|before|tomorrow|every day|every hour|every morning|every night|each day|each "
     "morning|every monday|every week|daily|weekly|hourly|nightly at|later|next week|next month|next monday|in case|as "
     "soon as|at midnight|at noon|tonight at|on monday|until|every time|next friday|in an hour|in 5 minutes|in 10 "
     "minutes"},
    {Not, "not|never|without|no|avoid|skip|refrain|stop short|rather than|instead of|cannot|nor"},
    {Usage, "usage|consum*|use|using|used|uses|utiliz*|utilis*|calls|traffic"},
};

}  // namespace

std::span<const LexiconRow> lexicon_rows() {
  return kRows;
}

}  // namespace lakecode::knowledge
