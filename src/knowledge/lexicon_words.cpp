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
     "killed|explain|what is behind|what was behind|behind it|behind the|how did it come|for what reason|on account "
     "of|what tripped|what triggered|what explains|accounts for|account for|what led to|led to|what "
     "gives|explanation|explains|underlying|what was the error|what was the problem|what was the trigger|what went|the "
     "deal with|what goes"},
    {Debug,
     "analyz*|analys*|debug*|diagnos*|troubleshoot*|investigat*|look into|dig into|digging "
     "into|postmortem|post-mortem|post mortem|triage|debug_job|get to the bottom|autopsy|unpick|shed light|shed some "
     "light|get to the root|dissect|examine|work out what|find out what|rootcause|to the bottom of|pin down|track "
     "down|ascertain"},
    {Fail,
     "fail*|did not succeed|not succeed|not finish|not complete|not pass|did not work|not work|not succeeding|what "
     "broke|what killed|broke|broken|breaks|breaking|crash*|died|dies|dying|error*|errored|bomb|bombed|blew up|blown "
     "up|blow up|fell over|falling over|fall over|unsuccessful*|exception*|not working|went wrong|go wrong|going "
     "wrong|is wrong|was wrong|timed out|oom|problem*|issue|issues|went south|went down|red|broke "
     "down|stuck|dead|choke*|choking|tank|tanked|tanking|barf*|kaput|kaputt|trouble|killed|flop*|flunk*|busted|borked|"
     "incident*|belly up|on fire|conked out|conk out|keeled over|collaps*|abort*|abnormal "
     "termination|hung|hang|hangs|hanging|stall|stalled|stalls|gave "
     "up|malfunction*|misbehav*|toast|croak*|fubar|screwed up|messed up|throwing|threw|tripped|not run properly|not go "
     "through|not deliver|not delivered|not getting through|not running|fell apart|falls over|fall apart|went bad|gone "
     "wrong|gone bad|outage|outages|breakage|breakages|bust|bombing|faulty|faults|not make it|nosedived|blows "
     "up|blowing up|went red|gone red|went belly up|acting up|terminated unexpectedly|not "
     "succeeded|hiccup*|boom|kaboom|not ok|not "
     "okay|not finished|not passed|not completed|no longer works|no longer work|stopped working|did not make|did not "
     "run|has not run|does not run|have not run|terminated abnormally|ended abnormally|abnormal end|stopped "
     "abnormally|ended badly|end badly|went badly|ended in failure|fell through|went sideways|go sideways|crapped "
     "out|packed up|bit the "
     "dust|melted down|meltdown*|explod*|implod*|bailed out|haywire|derailed|pear-shaped|pear shaped|went bang|went "
     "down|gone down"},
    {Succeed,
     "ok|okay|fine|alright|succe*|finish*|complete|completed|passed|pass|done|worked|green|went through|go "
     "through|went well|go well|go ok|went ok|go okay|healthy|running|work|all right|properly|smoothly|made it|make "
     "it|without problems|pan out|as planned|as expected|clean run|without a hitch|without error|without "
     "errors|without incident|without issues"},
    {Job, "job|jobs|workflow|workflows|dag|dags|etl|batch job|batch jobs|lakeflow job|lakeflow jobs"},
    {Run, "run|runs|execution|executions|attempt|ran|executed|issued|submitted|attempts"},
    {Task, "task|tasks|step"},
    {Pipeline, "pipeline|pipelines|dlt|sdp|declarative pipeline|lakeflow pipeline"},
    {Status,
     "status*|state|states|how is|how are|how did|doing|last run|latest run|recent runs|last runs|run history|past "
     "runs|progress|currently|still|job_status|up to|next run|run next|runs next|when will|scheduled to|last "
     "executed|last ran|latest runs|previous "
     "runs|most recent run|last time|when did|is running|run results|overview|recent executions|fare|fared|latest "
     "on|news on|update on|any news|how far|state of|health of|condition of|current health|past executions|previous "
     "executions|last executions|last few executions|last few runs|execution history|past attempts|in "
     "progress|ongoing|underway|under way|most recent|last result|current status|when was|last execution|summary|info "
     "on|info about|information on|information about|report on|alive|last succeed|last succeeded|last success"},
    {Logs,
     "print|prints|wrote to the console|log|logs|output|outputs|stdout|stderr|traceback|tracebacks|stack "
     "trace|stacktrace|trace|job_logs|print out|logged|printed|console|log file|log files|log lines|log line|log "
     "output|console output|trace of|print statements|printout|stack traces"},
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
     "notifications|weak spots|review|sketchy|shaky|dodgy|risky|comply with "
     "best|noncompliant|unmonitored|unnoticed|nobody owns|nobody own|orphan*|weakness*|config issues|operational "
     "risk|config problems|sloppy jobs|personal account|personal accounts|as a person|adhere|adheres|bad shape "
     "jobs|single point of failure|antipattern*|anti-pattern*|red flags|resilien*|harden*|at risk|checkup|check-up|job "
     "settings|job configuration|job configurations|job config|without anyone noticing|as an individual|no one "
     "owns|flaky setup|all-purpose|all purpose|interactive cluster|interactive clusters|concurrency|max "
     "concurrent|overlap*|assess*|our standards|standards|good practice|good practices|how solid|how safe|bad "
     "configuration|bad config|bad settings|wrong configuration|wrong settings"},
    {Cost,
     "cost*|spend*|spent|bill|bills|billed|billing|money|dollar*|usd|expensive|dbu|dbus|pay|pays|paying|paid|price|"
     "charge|charges|charged|burn|burns|burned|burnt|burning|invoice*|budget*|cost_top|cost_spike|expense*|finops|"
     "priciest|costliest|bucks|expenditure|outlay|wallet|eating our budget|$$|$$$|outgoing|outgoings|shell out|shelled "
     "out|dearer|dearest|pricey|pricier|chargeback*|charge-back|showback*|fee|fees|credits|how much goes|rack "
     "up|racked "
     "up|cash|euros|euro|pounds|eur|gbp|expended|splash*|splurg*|would it save|would we save|would i save|would that "
     "save|could we save|do we save|savings|financial*|cost centre|cost center|money-wise|guzzl*"},
    {Top,
     "top|most|biggest|largest|highest|main|driver*|drove|drive|drives|driving|breakdown|break down|by job|by user|by "
     "sku|ranking|rank|heaviest|where|who|summary|priciest|costliest|greatest|major|contribut*|responsible|share|worst|"
     "hogs|per job|per team|per user|per sku|per workspace|per tag|by team|by workspace|by tag|by warehouse|by "
     "department|per department|per cost|leaderboard|league table|itemise|itemize|itemised|itemized|offenders|big "
     "ticket|dominat*"},
    {Spike,
     "so much more|much more|more than last|more than usual|more than before|than usual|compared to last|than "
     "before|extra|spik*|jump*|surg*|anomal*|sudden*|unexpected*|unusual*|increas*|went up|gone up|going up|go up|goes "
     "up|shot "
     "up|rise|rose|rising|risen|doubled|double|tripled|triple|explod*|explosion|higher|abnormal*|outlier|outliers|grew|"
     "grown|growth|climb*|skyrocket*|cost_spike|weird|strange|odd|blew up|blown up|blow "
     "up|ballooned|balloon*|bump|swell|swelled|changed|change|up so much|uptick|hike|shoot "
     "up|deviat*|creep*|crept|inflated|peak|peaks|peaked|went through the roof|through the roof|out of "
     "control|unusually|soared|soar|soaring|leap*|trend*|out of the ordinary|abrupt*|so high|so expensive|so much|too "
     "high|too much|high|growing|grow|grows|dearer|thru the roof|higher than|irregular*|flagged|deviation*|out of "
     "line|looks off|look off|is off|off the charts|gone through the roof|all of a sudden|overnight jump|normal|almost "
     "tripled|tripling|doubling|quadrupl*|mushroom*|snowball*|blew "
     "out|blowout|blow-out|overrun|overspend*|escalat*|accelerat*|upswing|upturn|went "
     "crazy|crazy|insane|unforeseen|unexplained|surprising*|surpris*|shock*|hefty|fluctuat*|more "
     "expensive|pricier|expensive all|steep*|sharp*|sky-high|sky high|dramatic*|drastic*|jolt|inexplicabl*|out of "
     "nowhere|runaway|wrong with our|wrong with the|moved|shift|shifted|way up|is up|are up|drove up|drives up|driving "
     "up|driven up|pushed "
     "up|pushing up|pushes up|start spending|starts spending|started spending|began spending|new spender|new spenders"},
    {GenAi,
     "genai|gen-ai|llm|llms|gen ai|generative ai|generative|model serving|model-serving|serving endpoint|serving "
     "endpoints|foundation model*|foundation model|foundation models|token|tokens|ai functions|ai function|vector "
     "search|ai "
     "gateway|gpt|gpts|claude|llama|embedding*|inference|ai|ai_query|genai_cost_agent|chatbot*|genie|language "
     "model|language models|mosaic|anthropic|openai|pay-per-token|provisioned throughput|serving|generative-ai|large "
     "language|chat model|chat models|copilot*|gemini|mistral|ai model|ai models|ai/ml serving|ai "
     "spend|foundation-model*|model endpoint|model endpoints|completions|agent bricks|ai agents|ai "
     "agent|gpt-*|gpt4*|claude-*|llama-*|llama2*|"
     "llama3*|gemini-*|mistral-*|mixtral*|dbrx*|qwen*|deepseek*|haiku|sonnet|opus"},
    {Prove,
     "analyz*|analys*|any good|good enough|in good shape|bad shape|okay to use|ok to use|safe to use|fit "
     "for|usable|good quality|bad quality|believe|credible|broken "
     "data|valid|invalid|uniqueness|unique|gaps|holes|sloppy|corrupt|corrupted|prove|proves|proving|proof|trust*|"
     "quality|profil*|validat*|verif*|sanity "
     "check|sanity-check|sanity|null|nulls|duplicate*|dupes|dupe|reliab*|clean|data "
     "check|fresh*|stale|staleness|completeness|dq|correct|correctness|outlier|outliers|distribution*|consisten*|"
     "anomal*|prove_table|good to use|integrity|healthy|health|missing values|bad data|bad "
     "rows|sound|rely|dirty|garbage|suspicious|defect*|sane|up to date|legit|fishy|weird|accurate|accuracy|messed "
     "up|sniff test|smell test|smells|smell|vet|vetting|assess*|complete and accurate|fit for "
     "purpose|plausib*|trustworth*|pristine|data profiling|profiling|null percentage*|null ratio*|null rate*|empty "
     "values|blank values|blanks|missing data|missing rows|incomplete|missing "
     "or|duplicated|duplication|dups|dup|deduplicated|recent enough|still current|data quality|dependab*|faith "
     "in|confidence in|confident in|confident about|doubts about|doubt|rotten|rubbish|junk|tainted|contaminat*|data "
     "issues|data problems|check the data|check the values|check the contents|looks weird|look weird|looks odd|looks "
     "wrong|outdated|out of date|freshness|last refreshed|last updated|last loaded|meet expectations|skewed|out of "
     "range|implausible|error-free|error free|bogus|orphaned rows|quality check|cardinality|min and max|value "
     "ranges|depend on it|bank on|anything wrong with|something wrong with|wrong with the data|how current|how "
     "recent|how old|certif*|suspect|test for|holds up|hold "
     "up|make sense|makes sense|good to go"},
    {Contract,
     "contract|contracts|prove.yml|expectation*|comply|complies|complied|compliance with|conform*|adheres to|adhere "
     "to|honour|honours|honor|honors|meet|meets|fulfil*|satisf*|obey|obeys"},
    {Access,
     "may|entitlement|access*|permission*|privilege*|allowed|entitle*|rights|uc_explain_access|permitted|authori*|able "
     "to|see what|reach|who can|visibility|exposed|may see|can see|sees|perm|perms|locked out|lock "
     "out|lockout|entitled|barred|blocked from|denied|forbidden|permission_denied|readers|writers|grantee*|get at|get "
     "into|rights to|right to|the right|clearance|privs|priv|effective permissions|eligible|authoriz*|authoris*|has "
     "power|have power|not see|not read|not query|not open|hold on|holds on|hold anything|hold any"},
    {MayDo,
     "read|reads|reading|write|writes|select|modify|query|delete|insert|update|edit|use|own|owns|see|view|change|drop|"
     "create|touch|alter|manage|execute|browse|look "
     "at|access|truncate|modifying|altering|selecting|append|deleting|inserting|updating|consult"},
    {Grants, "grant|grants|granted|granting|acl|acls|uc_diff_grants|uc_apply_grants"},
    {Diff,
     "different|diff|diffs|difference|differences|differ|differs|compare|comparing|comparison|compared|versus|against|"
     "uc_diff_grants|what would change|deviate*|vs|vs.|deviation*|reconcile*|reconciliation|delta between|gap "
     "between|discrepan*|mismatch*|out of line with|line up with|dry-run|what is different|what would be different"},
    {Apply, "apply|applying|applied|uc_apply_grants"},
    {Plan, "plan|plans|plan_id"},
    {Capture,
     "captur*|codify|capture_job|capture_pipeline|as code|as yaml|to yaml|into yaml|as a bundle|into a bundle|to a "
     "bundle|into bundle|reverse engineer|reverse-engineer|export*|snapshot|as bundle|under version control|into "
     "git|bundle config|bundle configuration|into code|to code|yaml for|yaml of|definition of|as an asset bundle|into "
     "an asset bundle|as dab|as a dab|into a dab|to bundle|bundle yaml|bundle-ify|bundleify|bundlify|dabify|to dab|to "
     "a dab|into dab|extract*|as an asset|into an asset|to an asset|to asset|in git|into version control|under source "
     "control|into source control|to bundle yaml|yaml definition|generate the yaml|generate yaml|generate the "
     "bundle|generate a bundle|as bundle code|codification|back-engineer|as source|to source|make it code|make it "
     "yaml|make it a bundle|it as code|as infrastructure|to "
     "files|scaffold"},
    {Bundle,
     "bundle|bundles|dab|dabs|databricks.yml|databricks.yaml|asset bundle|asset "
     "bundles|bundle_deploy|iac|asset-bundle|asset-bundles|automation bundle|automation bundles|declared "
     "resources|deployed resources|bundled|bundle-managed"},
    {Drift,
     "drift*|out of sync|in sync|diverg*|changed outside|drift_detect|clickops|undeployed|out-of-sync|unmanaged|match "
     "the repo|matches the repo|match our repo|matches our repo|match git|matches git|differ from git|differs from "
     "git|differ from the repo|differs from the repo|not in git|not in the repo|not in our repo|match what is in "
     "git|match the yaml|matches the yaml|not in "
     "the bundle|config skew|not in our bundle|configuration drift|config drift|not in our asset|not in our dab|not in "
     "the dab|outside the bundle|outside of the bundle|outside our bundle|behind the bundle|manual edit|manual "
     "edits|unauthorised manual|unauthorized manual"},
    {Strays,
     "match|matches|matching|still match|still matches|mismatch*|by hand|in the ui|through the ui|via the "
     "ui|differ|differs|differ from|differs from|hand-edited|hand edited|manually edited|edited "
     "manually|manually|lines up|line up|manual change|manual changes|manually changed|changed by hand|changed in the "
     "ui|edited in the ui|deviat*|tampered|hotfix*|tweaked|touched|correspond|corresponds|corresponding|click "
     "around|clicked around|clicked|clicking|altered|alter|in line with|aligned with|aligned|identical|same "
     "as|equal*|fiddl*|tinker*|deviation|ui change|ui changes|edited|edit|hand edit|hand edits|consistent with|messed "
     "with|meddl*|modified|modifies|by someone|outside of git|still what|the same"},
    {Deploy,
     "deploy*|ship|shipping|rollout|roll "
     "out|release|push|promote|upload*|bundle_deploy|deploy_file|put|copy|publish|import|sync|cp|place|transfer|drop "
     "off"},
    {Start,
     "run|start|trigger|launch|kick off|kick-off|kickoff|execute|rerun|re-run|run_job|fire|fire off|fire up|start "
     "up|invoke|retrigger|re-trigger|relaunch|restart|rerunning|begin|run now|run-now|spin up|set off"},
    {Query,
     "hammer*|query|queries|queried|querying|statement|statements|sql|sqls|query_history|query history|qs|q's|query "
     "log|query "
     "logs|sql statement|sql statements|query activity|looked at|looked into|accessed|has read|have read|been "
     "reading|been accessing|been using|peeked"},
    {Slow,
     "slow*|longest|long-running|long running|sluggish|took long|taking long|take long|takes long|so "
     "long|performance|duration*|long|fast|latency|slowness|lagging|laggy|crawl*|dragging|drag|run "
     "time|runtime|runtimes|expensive queries|heavy queries|time-consuming|elapsed"},
    {Warehouse, "warehouse|warehouses|sql warehouse|endpoint|wh|dwh|sql endpoint"},
    {Catalog, "catalog|catalogs|catalogue|catalogues|list_catalogs"},
    {Schema, "schema|schemas|schemata|database|databases|db|dbs|list_schemas"},
    {Table, "table|tables|view|views|list_tables|dataset|datasets|tbl|tbls|relation|relations"},
    {Size,
     "size|sizes|sized|biggest|largest|big|large|gigabyte*|terabyte*|gb|tb|storage|space|bytes|huge|heaviest|take "
     "up|disk|heavy|top_tables_by_size|fattest|bulkiest|hogging|megabytes|footprint|volume of data|most data|eat "
     "up|eating|massive|chunkiest|hogs|bulky|fat|weigh*|ranking by size|by size|largest "
     "footprint|occupy*|occupied|occupies|hungriest|petabyte*|disc|voluminous|bloated|bloat*|enormous|sizeable|sizable|"
     "most room|taking up|eats|gigantic|heftiest|most bytes|data volume|data volumes"},
    {Columns,
     "who owns|owner of|owned by|how big is|size of main|comment on|properties "
     "of|column|columns|field|fields|structure|ddl|definition|layout|data types|datatypes|types|metadata|details|made "
     "of|look like|looks like|shape|attributes|cols|col|field names|field list|fieldlist|column list|data "
     "type|datatype|what fields|layout of"},
    {Describe, "describe|desc|describe_table|inspect"},
    {List,
     "list|lists|listing|show|display|what|which|whats|give|get|print|enumerate|see|browse|are "
     "there|exist|exists|have|all|available|name "
     "the|names|name|fetch|find|view|every|inventory|any|our|exist*|got|contents|contains|contain|live|lives|sitting|"
     "inside|in|under|ls|dir|name all|comprise*|within|catalogue of"},
    {Look,
     "detect|print|show|check|look|see|display|give|get|tell|view|what|pull|pull "
     "up|fetch|find|info|information|details|inspect|open|about|review|monitor|report|bring up|dump|grab|ls|dig "
     "up|forward|provide|compile|overview|outline|send me|walk through"},
    {Count,
     "how many|count|number of|row count|rowcount|row-count|total number of|record count|number of records|how large "
     "is the row|cardinality of"},
    {Preview,
     "data from|some data|rows from|rows of|records from|records of|contents of|content of|first "
     "few|preview|sample|peek|first rows|sample rows|glance|some rows|few rows|example rows|example records|sample "
     "records|sample of|top rows|first records|some records|few records|eyeball|sneak peek|snippet of|excerpt|taste "
     "of|head of|random rows"},
    {Recent, "recent*|latest|lately|last|past|newest|overnight|trailing|last night|preceding|recent"},
    {Overwrite, "overwrite|overwriting|replace|replacing|overriding|override|clobber"},
    {Wait, "wait*|until it finishes|until done|until it is done|till it finishes|and wait|block until"},
    {Who, "who|whom|whose|who can"},
    {Did, "did|does|has|was|were|is|have|are"},
    {Anything,
     "anything|any|something|everything|what|which|all|nothing|ones|stuff|things|were there|was there|are there|is "
     "there|every"},
    {HowTo,
     "what can i do|what can we do|what could we do|reduce our|lower our|cut our|to reduce|to lower|save "
     "money|cheaper|forecast|forecasts|predict|prediction|projection|projected|next quarter|next year|how do i|how do "
     "we|how do you|how to|how can i|how can we|how should|how would i|how would we|how would you|what is the "
     "best|best way|should i|should we|pros and cons|what is a|what is an|what are the benefits|what is the "
     "purpose|when should|when to use|is it possible|is there a way|best practices "
     "for|recommend*|advice|advise|suggest*|opinion|which is better|what happens if|what would happen if|what happens "
     "when|what do you think|what are my options|is it safe|is it ok|is it okay|would it be|steps to|guide|can "
     "lakehouse|can delta|can databricks|can spark|can i use|can we use|is it a good "
     "idea|trade-offs|tradeoffs|ideas|idea for|what should|what could|which one should|how might|how will|could we "
     "use|walk me through|what is unity|what is delta|what is liquid|how does one|how would one|how can one|how might "
     "one|how could|how should one|what would it take|what does it take|what is the command|what command|which "
     "command|the command to|is there any way|is there a command|instructions|walk me|teach me|explain how to|best "
     "practice to|it good practice|good practice to|good practice for|what is a good|which is best|is it advisable|is "
     "it wise|would it be wise|wise to|do "
     "you recommend|is it worth|worth it|how often should|how many should|rule of thumb|good idea|what are the "
     "advantages|what are the disadvantages|advantages of|disadvantages|benefits of|what are the options|how come we "
     "should|when would|when do i|when do we|where do i|where can i|where would i|where do we|where should|how do "
     "people|how do others|how do they|how do teams|how do companies|do i need|do we need|does one need|do you "
     "need|required to|is needed to|are needed to|needed to|is required|are required|show me how to|show me how i|show "
     "me how we|tell me how to|tell me how i|tell me how we"},
    {Learn,
     "why does databricks|why is databricks|how does databricks|does databricks|price of a|price of one|what is the "
     "difference|difference between|what are the differences|what does|how "
     "does|tutorial|tutorials|documentation|docs|example|examples|teach|learn|understand|explain how|explain "
     "what|explain to me how|explain the concept|concept|mean|means|meaning|definition of "
     "a|introduction|introduce|tell me a|joke|poem|story|best practice for|cheat sheet|cheatsheet|syntax|compare "
     "delta|versus|vs|vs.|overview of the features|how it works|architecture|what means|what is the meaning|how "
     "works|explain the difference|explain to my|introduction to|basics of|primer|what is meant|in theory|generally "
     "speaking|philosophy|history of databricks|how do"},
    {Other,
     "volume|volumes|function|functions|model|models|cluster|clusters|notebook|notebooks|secret|secrets|member|members|"
     "dashboard|dashboards|index|indexes|experiment*|share|shares|lineage|constraint*|external location|external "
     "locations|credential*|connection|connections|alert|alerts|app|apps"},
    {Elsewhere,
     "excel|powerpoint|google "
     "sheets|spreadsheet|spreadsheets|bigquery|redshift|synapse|mysql|mongodb|mongo|elasticsearch|salesforce|jenkins|"
     "docker|kubernetes|k8s|terraform|tableau|power "
     "bi|powerbi|looker|gmail|outlook|iphone|android|windows|vim|javascript|typescript|php|css|html|npm|nginx|react|"
     "wordpress|photoshop|netflix|spotify|snowflake|hubspot|teradata|cassandra|redis|github|gitlab|bitbucket|ansible|"
     "heroku|vercel|sharepoint|onedrive|zoom|segmentation fault|linked list|c program"},
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
     "upgrade|downgrade|swap|transfer|resume|approve|invite|rotate|arrange|bump|nuke|arrange "
     "for|compose|negotiate|book|buy|restructure|bring down|remind|explain to "
     "my|ping|reassign|relocate|shrink|onboard|offboard|unshare|reindex|recluster|repartition|zip|tidy|get rid|throw "
     "away|abolish|erase|expunge|nullify|flip|bounce|wire|hook "
     "up|solve|calculate|sing|paint|cook|proofread|summarize|summarise|paraphrase|rephrase|shorten|simplify|classify|"
     "categorize|categorise|hand"},
    {When,
     "if|unless|when|whenever|once|after|before|tomorrow|every day|every hour|every morning|every night|each day|each "
     "morning|every monday|every week|daily|weekly|hourly|nightly at|later|next week|next month|next monday|in case|as "
     "soon as|at midnight|at noon|tonight at|on monday|until|every time|next friday|in an hour|in 5 minutes|in 10 "
     "minutes|tmrw|assuming|provided|providing|supposing|as long as|only when|in the event|by tomorrow|next time|each "
     "time|each monday|each night|each week|each hour|every month|every weekday|every other|the moment|immediately "
     "after|depending on|subject to|contingent|on condition|so long as|this evening|this afternoon|next run of|by end "
     "of|at the end of|end of day|eod|o'clock|pending|let us say|what if|the day after"},
    {Not, "not|never|without|no|avoid|skip|refrain|stop short|rather than|instead of|cannot|nor"},
    {Storage, "storage|space|disk|disc|room"},
    {Fills, "eat*|ate|tak*|took|hog*|fill*|occup*|gobbl*|devour*|swallow*|clog*|consum*|guzzl*|munch*|going|goes|gone"},
    {Usage, "usage|consum*|use|using|used|uses|utiliz*|utilis*|calls|traffic|tokens used"},
};

}  // namespace

std::span<const LexiconRow> lexicon_rows() {
  return kRows;
}

}  // namespace lakecode::knowledge
