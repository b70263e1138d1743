// Phrases are matched on word stems, so "schedule a job" also finds "scheduling the jobs". Articles are not words here.
// Known to be wrong: "agent" of a travel agency with a "serving" hatch would be routed to model serving.

#include "knowledge/trigger_words.h"

namespace lakecode::knowledge {
namespace {

constexpr TriggerRow kRows[] = {
    {"databricks-agent-bricks",
     "agent bricks|agent brick|knowledge assistant|supervisor agent|multi-agent supervisor|multi agent supervisor|mas "
     "agent|information extraction agent|custom llm agent|agentbricks|chatbot over|bot that answers|assistant that "
     "answers|assistant that cites|chat assistant|multi-agent|multi agent|agent orchestrator|supervise several "
     "agents|q&a bot|qa bot|assistant grounded "
     "in|bot grounded in|grounded assistant|helper bot|several agents|ready-made agent|ready-made assistant|assistant "
     "with citations|answers with citations|agent over documents|questions from handbook|single front door|specialised "
     "assistants|bots behind|extraction agent",
     "build agent|ai agent|chatbot|agents|orchestrate agents|question answering bot|answer questions from "
     "documents|answers questions from|support bot|route between agents|documents assistant|faq bot|virtual "
     "assistant|conversational assistant|no-code agent|agent tile|knowledge "
     "base|bot|grounded|sub-agents|subagents|handoff between agents|employee questions|internal faq|ask hr|agent "
     "that|which tile|tile for|wiki into|into bot|new hires|employees ask|one agent that|agent decides|decides "
     "whether|out of contracts|hand questions over|q&a|handbook|citations|references to source|front door|right "
     "specialist|route questions|pick the right agent|policy questions|wiki bot|no-code|without writing code|helper on "
     "top|questions over documents|answers from our",
     "agent|assistant|bot|rag|supervisor|citation|answers|employees|policies"},
    {"databricks-ai-functions",
     "ai functions|ai "
     "function|ai_query|ai_classify|ai_extract|ai_summarize|ai_analyze_sentiment|ai_translate|ai_gen|ai_similarity|ai_"
     "mask|ai_parse_document|ai_fix_grammar|ai_forecast|llm from sql|llm in sql|llm on every row|call llm|model from "
     "sql|batch inference with llm|batch llm|sentiment of|sentiment analysis|ai_prep_search|llm over|llm on|llm for "
     "each|llm per row|summary per row|category per row|structured output from text|fields out of free text|free text "
     "into|ai function in sql|model call inside select|language model in sql|language model from query",
     "classify text|classify reviews|classify tickets|extract entities|sentiment|translate column|summarize "
     "column|summarize text column|mask pii with|fix grammar of column|categorize|llm to each row|parse documents with "
     "sql|text classification|translate reviews|translate comments|translate text|summarize reviews|label rows|extract "
     "fields from text|every row with llm|row by row with llm|forecast in sql|batch inference|per row|each row|every "
     "row|free text|ticket category|label each|categorise|tag each|large language model in query|spam "
     "detection|language detection|topic of each|generated descriptions|enrich rows|enrich|contents of image|image or "
     "pdf|image content|spelling|language of each|detect language|with llm|llm over rows|generated text|over every "
     "row|millions of reviews|using model in sql|with ai in sql|in sql with ai|per review|anonymise names|redact "
     "names|fix grammar|grammar correction|complaint categories|extract names|llm in query|in select|text column",
     "classify|translate|summarize|extract|llm|gpt|reviews|summarise|anonymise|redact|grammar|comments"},
    {"databricks-aibi-dashboards",
     "ai/bi dashboard|aibi|lakeview|ai bi dashboard|databricks dashboard|dashboard|.lvdash.json|lvdash|bar chart|line "
     "chart|pie chart|counter widget|dashboard widget|dashboard filter|embed dashboard|publish dashboard|kpi "
     "tile|dashbord|dashboards|kpi board|management dashboard|visual overview",
     "chart|visualization|visualize|widget|kpi|graph of|plot|visualisation|visualise|pivot table widget|scorecard|bi "
     "report|report page|tiles|tile|tiles|trend chart|heatmap|histogram|scatter plot|map of|table widget|drill "
     "down|date filter|cross-filter|embed|schedule a snapshot|email a pdf of|dashboard theme|revenue page|on map|per "
     "weekday as columns|as columns|trend line|page with tiles|show sales per|weekly sales|revenue page|monthly "
     "trend|stacked bar|gauge|date picker|slicer|donut|drilldown|second page|chart for management|visual|charts|email "
     "dashboard|subscribe|subscription|refreshes itself|board for",
     "report|filter|display|bi|page|legend|axis"},
    {"databricks-apps-python",
     "databricks app|databricks apps|app.yaml|app.yml|streamlit|dash app|gradio|flask app|fastapi app|web "
     "app|webapp|shiny|reflex app|deploy app|deploy streamlit|apps in workspace|web application|host app|dash "
     "application|internal app|app logs|user authorization in app|apps|databricks app logs|app crashes|app start|app "
     "port|app permission|app deploy|app on databricks|deployed app|my app|application act|app act|on behalf of "
     "user|person who is logged in|logged-in user",
     "flask|fastapi|front end|frontend|ui for|web ui|python app|node app|web page|web form|data app|interactive "
     "app|app resource|app service principal|web frontend|react app|my app|the app|small app|app crashes|form for|crud "
     "app|app compute|chat ui|app secret|app environment variable|data entry form|stewards|in browser|internal "
     "tool|little tool|build tool|small tool|people approve|edit forecast|editable table|users can edit|502|small "
     "web|internal web|web tool|ui where|tool with form|host site|website|site inside|ops can edit|writes back|on "
     "behalf of",
     "app|apps|application|form|gui|tool|ui|site|users"},
    {"databricks-bundles",
     "asset bundle|asset bundles|automation bundle|declarative automation "
     "bundle|dab|dabs|databricks.yml|databricks.yaml|bundle|bundle deploy|bundle validate|bundle run|bundle "
     "init|bundle target|ci/cd|cicd|ci cd|infrastructure as code|bundle template|github actions|azure devops|gitlab "
     "ci|deployment pipeline for jobs|gitlab|jenkins|github action|pull request deploy|per target|target "
     "override|override per environment|databricks.yml|bundle variables|deployment bundle|git to production|deploys "
     "our|terraform for databricks",
     "dev and prod targets|dev staging prod|dev to prod|promote from dev|deploy to prod|deploy to "
     "production|targets|deploy jobs as code|version control jobs|jobs as code|promote to production|continuous "
     "deployment|continuous integration|git-based deployment|resources yml|yaml for job|define jobs in "
     "yaml|environment specific variables|deploy project|release pipeline|deploy pipeline from "
     "git|multi-environment|multiple environments|as code|in git|from git|roll out|rollout|staging|per "
     "environment|three environments|three workspaces|several environments|deploy automatically|devops|prod target|dev "
     "target|unbind|bind existing job|lookup variable|across environments|share one definition|reuse definition|into "
     "my repo|repository structure|into git repo|in my repo|job as yaml|yaml in repo|same job in|source "
     "control|version controlled|in version control|one configuration for|dev vs prod|dev and prod|production "
     "target|deploy step|promote from|release process|deploy from|branch to production",
     "deploy|deployment|yaml|target|promote|release|environment|repo|git|config|stage"},
    {"databricks-config",
     "databrickscfg|.databrickscfg|databricks configure|profile setup|auth login|databricks auth|oauth login|personal "
     "access token|switch profile|switch workspace|cli profile|databricks_host|databricks_token|connect to "
     "workspace|authenticate|authentication|log in to databricks|log in to workspace|login to databricks|workspace "
     "profile|m2m oauth|oauth m2m|u2m|service principal login|which workspace am i|configure cli|install "
     "cli|databricks cli install|set up cli|setup cli|default profile|token expired|refresh token|azure cli "
     "auth|databricks connect|invalid access token|configuration profile|databricks cli|cannot configure default "
     "credentials|default credentials|cli to use|which profile|tell the cli|login to|cannot authenticate|pat "
     "expired|my token|expired token|no profile|two workspaces|wrong workspace|oauth to cli",
     "profile|login|credentials|pat token|access token|log in|sign in|several workspaces|multiple workspaces|another "
     "workspace|different workspace|host and token|cli config|env variables for databricks|client id and secret|client "
     "secret|switch between|cli set up|401|set up auth|signing in|logged in as|current user|cli on|two "
     "workspaces|token from|sso|env vars|environment variables|authentication failed|azure login|where do i "
     "put|connect to my workspace|first time setup|signed in|sign in to|certificate proxy|corporate proxy|service "
     "principal from ci|build server|managed identity|federation|default workspace|token cache|cached tokens|without "
     "secrets|env var|connects to wrong",
     "token|workspace|auth|configure|connect|cli|host|setup|switch|proxy|secret|identity"},
    {"databricks-dbsql",
     "dbsql|databricks sql|sql warehouse|serverless warehouse|sql scripting|stored procedure|materialized view|pipe "
     "syntax|query profile|query history|sql udf|recursive cte|window "
     "function|collation|geospatial|h3|st_distance|merge into|qualify|sql alert|sql query|query "
     "federation|read_files|http_request|remote_query|session variable|execute immediate|temp table|multi-statement "
     "transaction|streaming table in sql|star schema|slowly changing dimension|warehouse size|warehouse sizing|slow "
     "query|query is slow|optimize query|qualify row_number|lateral column alias|identifier clause|full-text search "
     "sql|write query|write sql|fix query|sql for|sql function|create function|merge "
     "statement|rank|row_number|dense_rank|spill to disk|query history of|broadcast join hint|sql join|sql error|sql "
     "statement|zorder|z-order|liquid clustering|time travel|optimize table|vacuum|sql tuning|window functions|row per "
     "customer|last row per|latest row per",
     "identity column|generated column|create table with|cluster by|sql|query|warehouse|upsert|cte|pivot|join two "
     "tables|join tables|rank rows|top n per group|running total|scd "
     "type 2|sql syntax|query performance|sql loop|speed up query|aggregation|cumulative sum|year over "
     "year|deduplicate|dedupe|for loop in sql|sql variables|query plan|data warehouse|dimension table|fact table|begin "
     "end|parameter markers|median|percentile|best three|top three|top 3 per|per group|within each|multiple source "
     "rows|percent of total|moving average|median|unpivot|cross join|anti join|explode array|parse json column|date "
     "difference|group by|subquery|union all|running sum|compare two tables|last value|gap and island|histogram in "
     "sql|speed up|case when|first row per|most recent row|cluster by|explode|lateral view|json string|string to "
     "date|null handling|case expression|pivot rows|scale warehouse|scale up warehouse|queueing|queued queries|query "
     "queue|explain plan|cartesian|nightly merge|matching rows|duplicates in merge|as of last|tune statement|statement "
     "that updates",
     "merge|join|aggregate|procedure|view|select|rows|slow|window|group by|update|insert|delete|clause|cast"},
    {"databricks-docs",
     "databricks documentation|databricks docs|official docs|official documentation|documentation|docs page|release "
     "notes|llms.txt|docs say|look up in docs|link to docs|reference page|docs for|what is new in "
     "databricks|docs.databricks.com|doc page|manual page|documented|official page|what regions|which region|supported "
     "on|in the docs|what changed in|recent release|release note|known limitations|where is it "
     "documented|officially|in the manual|according to docs|according to documentation|according to manual|sqlstate|ga "
     "in|is it ga|docs about|docs on|which page|limits apply|which limits|available in|supported in",
     "docs|latest features|is supported in|which regions|limits of|feature availability|deprecated|preview or "
     "ga|generally available|where can i read|where is described|reference for|changelog|what does databricks "
     "say|supported regions|public preview|look up|regions|official|page about|page that explains|find information "
     "about|read about|azure or aws|gcp|availability of|limitations of|quota|quotas|feature support|newest version "
     "of|available in eu|available in us|in eu-central|in us-east|rename workflows|renamed|rename to something|new "
     "name of|old name|still called|called now|what is it called|west europe|east us|us east|eu "
     "west|frankfurt|ireland|region|in preview|preview|ga|new in platform|deprecation|end of support|eol|error "
     "code|error class|limit of|maximum number of|sla|supported in|certified|page in docs|cite|what is new|link "
     "to|where does it say",
     "documented|reference|guide|article|feature|availability|supported|limits|version"},
    {"databricks-execution-compute",
     "run code on cluster|execute code on|execution context|command execution|run python on|run this notebook "
     "on|serverless compute|all-purpose cluster|create cluster|start cluster|cluster|resize cluster|cluster "
     "policy|instance pool|instance type|autoscaling|photon|databricks runtime|spark version|driver node|worker "
     "nodes|gpu cluster|node type|terminate cluster|restart cluster|install library on|classic compute|run scala|run "
     "script on|execute python|serverless notebook|init script|cluster log|runtime version|spot "
     "instances|autotermination|snippet|node types|idle cluster|cluster cost|cluster start|spark ui|upload and "
     "run|without making a job|without creating a job|serverless gpu|memory hungry|pip install on cluster|databricks "
     "connect|use databricks connect|serverless and classic|spark connect|single user access|shared access "
     "mode|pycharm|vscode|vs code|run local script|run local file|local .py|python file on databricks",
     "run this code|run my script|run this script|run file remotely|run python code|execute notebook|run "
     "snippet|compute|spark session|out of memory on driver|which compute|run on serverless|interactive compute|python "
     "remotely|remote execution|run this file|standard access mode|dedicated access mode|compute policy|execute "
     "file|execute this|more memory|bigger machine|gpu|terminate idle|idle compute|try this|pandas script|run it "
     "remotely|interactive|repl|java heap|worker|machine type|libraries|requirements.txt|runtime|scala code|r "
     "script|takes minutes to start|warm pool|vcpu|access mode|init scripts|job cluster or|which cluster|autoscale "
     "cluster|shut down idle|auto-terminate|terminate after|cluster wont|driver size|worker type|python "
     "version|pool|package on cluster|library on cluster|spot|on-demand|standard mode|quickly run|without job|from my "
     "ide",
     "execute|script|driver|workers|memory|code|node|library|machine|package|.py"},
    {"databricks-genie",
     "genie|genie space|genie agent|genie room|natural language to sql|ask questions in natural language|ask data in "
     "plain english|certified answers|trusted assets|sample questions|genie conversation|text to "
     "sql|text-to-sql|natural language questions|questions in plain english|conversational analytics|self-service "
     "analytics|talk to data|chat with data|chat with our data|chat with my data|text2sql|nl2sql",
     "natural language|plain english|business users ask|ask questions about data|questions about sales "
     "data|nl2sql|curate instructions|ask questions about|ask their data|ask our data|without writing sql|without "
     "sql|without knowing sql|conversation api|without writing sql|in their own words|fiscal year|teach it|chat about "
     "data|business terms|ad hoc questions|verified queries|example queries|non technical users|just ask|able to "
     "ask|people ask|analysts ask|colleagues ask|ask how many|example sql queries|questions to tables|business people "
     "ask|business users|in english|everyday language|own words|ask in plain|self service|natural language bi|terms "
     "our company|certify answers|our terminology|plain language|question in english",
     "ask|space|curate|instructions|benchmark|english|questions|vocabulary"},
    {"databricks-iceberg",
     "iceberg|apache iceberg|uniform|iceberg rest catalog|irc endpoint|managed iceberg|foreign iceberg|iceberg "
     "v3|snowflake read|read from snowflake|pyiceberg|delta uniform|external engine|iceberg format|iceberg "
     "table|catalog federation for iceberg|deletion vectors v3|read our tables from|other engine|enable "
     "uniform|uniform so",
     "trino|duckdb read|interoperability|open table format|external engines|snowflake|read delta from|flink "
     "read|vended credentials|credential vending|rest catalog|bigquery read|athena|other engines|open "
     "format|glue|emr|polaris|spark outside|outside databricks|another "
     "engine|presto|starrocks|clickhouse|dremio|hudi|format conversion|metadata.json|flink|duckdb|external "
     "reader|external query engine|credential|bigquery|several engines",
     "external|format|compatibility|engine|engines"},
    {"databricks-jobs",
     "lakeflow job|databricks job|databricks workflow|create job|schedule job|schedule notebook|job "
     "schedule|cron|quartz|run notebook every|run it every|every night|multi-task|task dependencies|task values|for "
     "each task|for-each|if/else task|file arrival trigger|trigger when file arrives|table update "
     "trigger|run_job_task|repair run|rerun failed|job parameters|max concurrent runs|job cluster|job "
     "notification|email on failure|job timeout|retry policy|depends_on|job run|run job|nightly job|cancel "
     "run|orchestrate|orchestration|dag|job queue|run as service principal|continuous job|job fails|job failed|run "
     "now|trigger job|dbt task|task of job|pause job|job api|list jobs|run every|daily job|hourly job|conditional "
     "task|backfill run|backfill job|run daily|run weekly|notify when fails|alert on failure|after another job|jobs "
     "api|airflow|every weekday|every hour run|skip task|these notebooks|several notebooks|notebooks one after|at "
     "6am|at 7am|at 2am|nightly workflow|failed tasks only|only failed tasks|task fails|run if|job overlap|overlapping "
     "runs|job history|timezone of schedule|lakeflow jobs|only failed task|file arrives|file appears|table gets new "
     "data|job graph",
     "job|jobs|workflow|workflows|schedule|task|tasks|retries|trigger|every hour|every day|every morning|daily "
     "at|nightly|airflow|sequence of notebooks|chain notebooks|notebooks in order|notebook in order|one after "
     "another|run after|runs after|weekly|weekday|every monday|every 15 minutes|at midnight|each hour|skip|in "
     "order|previous task|task output|slack when|email when|skipped runs|recurring|periodically|on a "
     "schedule|repair|pass value|task to task|between tasks|after each other|depend on one another|dependent "
     "steps|steps in order|one at a time|at a time|max concurrent|every 15 min|every min|each country|for every|alert "
     "when job|notified|longer than|as soon as file|monthly closing|nightly import|retry only|only if|last one "
     "only|chain",
     "run|runs|timeout|retry|notification|notify|notebook|parameters|hourly|daily|steps|min"},
    {"databricks-lakebase-autoscale",
     "lakebase autoscaling|lakebase autoscale|lakebase branch|lakebase|autoscaling postgres|scale to zero "
     "postgres|postgres branch|branch database|branching database|database branch|scale-to-zero|lakebase "
     "project|postgres on databricks|managed postgres|serverless postgres|postgres endpoint|postgres projects|compute "
     "units|oltp|point in time restore postgres|instant restore|read replica|transactional "
     "database|neon|pgvector|postgresql in databricks|reverse etl|synced table|sync table to postgres|sync delta to "
     "postgres|data api postgrest|pg branch|postgres branches|postgres copy|postgres database",
     "postgres|postgresql|scale to zero|branching|low latency lookups|operational "
     "database|transactional|psql|low-latency reads|app database|app backend database|row level lookups|point "
     "lookups|low latency serving of|application state|copy of production database|without copying data|pull request "
     "database|scale down when|database for app|preview database|time travel postgres|sleep when idle|own "
     "copy|connections to postgres|sleeps|grows with load|pg|branch per|scale to 0|zero at night|operational "
     "store|copy of production|restore to minutes ago|psycopg|ephemeral database|autoscaling|bad delete",
     "database|branch|autoscale|latency|backend"},
    {"databricks-lakebase-provisioned",
     "lakebase provisioned|provisioned lakebase|database instance|lakebase instance|provisioned "
     "postgres|database_instances|capacity cu_1|cu_1|cu_2|cu_4|database catalog|failover|lakebase|reverse etl|synced "
     "table|synced tables|oltp|stopped instance|provisioned instance|psycopg|sqlalchemy|readable secondaries|high "
     "availability postgres|database credential|generate database credential|instance capacity|postgres role|managed "
     "postgres|db instance|database instances|instance ha|cu_8|capacity units",
     "postgres|postgresql|provisioned|instance|oauth token for postgres|replicas|ha|psql|sync table|connection "
     "pool|read-write split|transactional|operational database|fixed capacity|stop database|high "
     "availability|failover|capacity|primary and secondary|instance size|postgres user|postgres extension|postgres "
     "password|pg|readable secondary|secondary|ha setup|resize instance|child instance|parent "
     "instance|fixed-capacity|upgrade to autoscaling|move to autoscaling|downtime",
     "capacity|secondary|database|connection|sync|synced"},
    {"databricks-metric-views",
     "metric view|metric views|semantic layer|semantic model|measure()|measure function|with metrics|metrics "
     "yaml|governed metrics|reusable metrics|define measures|define metrics|measures and dimensions|metric "
     "definition|single definition of|business metrics|kpi definition|kpi definitions|kpis once|metric layer|metrics "
     "layer|governed definition|with metrics language yaml|active customers definition|ratio measure|same kpi|metric "
     "definitions|one agreed definition|agreed definition|one def|measures and dims|dims and measures",
     "measures|dimensions|metric|metrics|ratio measure|window measure|consistent definition|one definition|same "
     "definition|defined once|define once|central definition|reuse kpi|standardize kpi|agreed "
     "definition|semantic|source of truth for revenue|same number|definition of|differently|computed "
     "differently|everyone computes|consistent numbers|filtered measure|semi-additive|agree on|year-to-date "
     "measure|conversion rate metric|churn rate definition|kpi|calculate differently|calculated differently|sum over "
     "ratio|ratio wrong|average of averages|gross margin|churn definition|trailing measure|reuse measure|at any "
     "grain|roll up correctly|rolls up|year to date|display format|synonyms to measure|add synonyms|synonyms of "
     "measure",
     "measure|dimension|kpi|kpis|revenue|definition|grain|ratio|margin"},
    {"databricks-mlflow-evaluation",
     "mlflow evaluation|mlflow evaluate|mlflow.genai|genai evaluate|evaluate agent|llm judge|llm judges|llm as "
     "judge|llm-as-a-judge|scorer|scorers|evaluation dataset|mlflow trace|mlflow "
     "tracing|tracing|traces|groundedness|relevance judge|review app|agent evaluation|prompt registry|labeling "
     "session|human feedback on|evaluate llm|evaluate rag|evaluate chatbot|custom judge|prompt optimization|production "
     "monitoring of agent|evaluate model answers|hallucination|hallucinations|hallucinate|judge align|golden "
     "dataset|regression test for agent|regression test for prompts|judge answers|evaluation set|thumbs up|thumbs "
     "down|llm-as-judge|trace agent|agent traces|thumb up|answers are correct|answers given|measure whether "
     "answers|quality of assistant",
     "mlflow|evaluate|evaluation|judge|quality of agent|quality of answers|test my agent|feedback|ground truth|compare "
     "prompts|measure quality of|score answers|how good|prompt versions|correctness of answers|accuracy of my "
     "agent|experiment tracking|log traces|instrument|rag answers|hallucinating|prompt version|compare prompts|see "
     "each tool call|instrument my|answers over time|answer quality|offline evaluation|labelled "
     "examples|toxicity|thumbs up|span|spans|latency of each step|test set for|regression test|new prompt|answers "
     "worse|answers better|check answers|grounded in|answers are grounded|what tools agent called|tools agent "
     "called|llm answers|bad answers|answers correct|how long it took|step by step|user feedback|feedback from "
     "users|measure quality|correctness|compare two prompts|offline test|experts label|label "
     "responses|labelling|monitor quality|quality of responses|tone of reply|regression|before release|versions of "
     "prompts",
     "trace|score|quality|experiment|safety|monitor|prompts|responses"},
    {"databricks-model-serving",
     "model serving|serving endpoint|serving endpoints|model endpoint|deploy model|serve model|provisioned "
     "throughput|foundation model api|foundation model apis|foundation models|external model|ai "
     "gateway|pay-per-token|pay per token|registered model|model registry|inference endpoint|inference table|real-time "
     "inference|real time inference|realtime inference|responsesagent|chatagent|pyfunc|custom model|deploy agent|query "
     "endpoint|route traffic|traffic split|a/b test model|log model|log_model|llm endpoint|rate limit "
     "endpoint|guardrails|scale endpoint to zero|embedding endpoint|fine-tuned model|langgraph|champion "
     "alias|xgboost|sklearn|scikit-learn|online predictions|online scoring|claude on|llama on|expose model|sklearn "
     "model|model as rest|endpoint returns|endpoint logs|serving logs|endpoint quota|429|chat completion|feature "
     "serving|batch scoring|churn model|model api|openai compatible|guardrail|model as api|deploy sklearn|azure openai",
     "endpoint|serve|inference|deploy llm|llama|claude on databricks|gpt on databricks|online scoring|rest api for "
     "model|predictions|score in real time|canary|host model|model behind|expose model|model version|train model|ml "
     "model|machine learning model|model as api|chat completions|langchain|traffic|canary|rest "
     "api|sklearn|pytorch|tensorflow|huggingface|hugging face|scoring|gpu endpoint|cold start|get claude|get "
     "gpt|openai client|request rate|tokens per minute|model online|scale to zero|rate limit|real time predictions|in "
     "real time|website calls model|a/b|two model versions|model versions|old and new version|gateway|llm api|call "
     "claude|call gpt|claude through|external llm|request logs|responses in table|transformer|throughput",
     "model|models|llm|predict|latency|scale|version|requests"},
    {"databricks-python-sdk",
     "statement_execution|execute_statement|w.jobs|w.clusters|w.statement_execution.execute_statement|python "
     "sdk|databricks sdk|databricks-sdk|workspaceclient|accountclient|databricks.sdk|sdk for python|rest api "
     "from python|statement execution api from python|databricks rest api|via sdk|with sdk|using sdk|databricks api in "
     "python|w.jobs|w.clusters|dbutils in sdk|pip install databricks|databricks-connect|databricks connect|python "
     "client|rest api|api from python|sql connector for python|databricks-sql-connector|from a python script|from "
     "python|in python with|pagination in sdk|api call|pip install|which package|w.jobs.list|sdk error|sdk "
     "pagination|vs code|vscode|pycharm|ide|iterator|python package for|official package|sdk version|boto3 of "
     "databricks|py script|python script|sdk|clusters.list|jobs.list",
     "write python|python to list|python code to|python script that|sdk|python script to list|script that "
     "lists|automate with python|python automation|python program "
     "that|programmatically|python code to list|from my laptop in python|from ide|local python|api client|automation "
     "script|list all clusters in python|python to call|call api|http api|python script|from my laptop|locally|script "
     "that|automate|workspace api|api with python|in python|python library|all stopped warehouses|wait for cluster in "
     "python|download file with python|python program|programmatic|script which|outside databricks|paginate|admin "
     "tasks|in bulk|for loop over workspaces|notfound|retry on|api from|wait until cluster|list every|py",
     "python|api|script|client|automate"},
    {"databricks-spark-declarative-pipelines",
     "declarative pipeline|declarative pipelines|lakeflow declarative|spark declarative|lakeflow spark|sdp|dlt|delta "
     "live tables|delta live table|live table|streaming table|streaming tables|@dp.table|@dlt.table|import "
     "dlt|pyspark.pipelines|expectations|expect_or_drop|expect or drop|apply_changes|apply changes|auto "
     "cdc|create_auto_cdc_flow|medallion|bronze silver gold|bronze silver|auto loader|autoloader|cloudfiles|lakeflow "
     "pipeline|ldp|etl pipeline|data pipeline|pipeline update|full refresh|pipeline fails|change data capture|cdc|scd2 "
     "in pipeline|ingest files incrementally|incremental ingestion|ingestion pipeline|create pipeline|append flow|sink "
     "pipeline|data quality rule|pipeline event log|snapshot cdc|read_stream|stream read_files|lakeflow connect|raw "
     "json|clean tables continuously|continuously into|quarantine|bad records|customer history|history of changes|cdc "
     "feed|change feed into|lands in volume|files land|csv files land|incrementally load|streaming ingestion|pipeline "
     "mode|event log of pipeline|flow table|triggered or continuous|scd2|scd 2|live tables|declare "
     "tables|@dp.|sequence_by",
     "pipeline|pipelines|etl|ingest|ingestion|scd type 2|scd2|incremental|data quality rules|silver layer|gold "
     "layer|bronze layer|new files as they arrive|files land|landing zone|land json files|raw to silver|drop bad "
     "records|quarantine|drop bad rows|raw json files|load new files|materialized view refresh|slowly "
     "changing|lands|arriving files|continuously|cleanse|curate|raw data|data quality constraint|from salesforce|from "
     "sql server|type 2 history|history table|out-of-order updates|deduplicate stream of files|sequence_by|backfill a "
     "streaming table|new csv|event log|expectation|layers|reject rows|rule for rows|quality rule|order of "
     "processing|incremental file|schema evolution|history of changed|raw to gold|new syntax|history of records",
     "bronze|silver|gold|refresh|flow|load|files|layer|rule|raw"},
    {"databricks-spark-structured-streaming",
     "structured streaming|readstream|writestream|spark streaming|spark "
     "stream|kafka|watermark|watermarking|foreachbatch|foreach batch|checkpoint|checkpointlocation|trigger "
     "availablenow|availablenow|processingtime|stateful|transformwithstate|transform with state|stream-stream "
     "join|stream stream join|stream-static join|rocksdb|real-time mode|real time mode|event "
     "hubs|kinesis|pubsub|exactly-once|exactly once|late data|late arriving|stream from kafka|micro-batch|micro "
     "batch|streaming query|streaming job|output mode|dropduplicateswithinwatermark|flatmapgroupswithstate|state "
     "store|streaming deduplication|streaming aggregation|stream lag|consumer lag|max offsets per trigger|rate "
     "limiting stream|pulsar|events arrive|per window|window aggregation|late events|hours late|minutes late|event "
     "time|event hub|micro batch to|offset|restart stream|stream restart|streaming state|stateful "
     "aggregation|streaming dataframe|processing time|late rows",
     "streaming|stream|streams|event stream|sessionization|sessionize|tumbling window|sliding "
     "window|offsets|backpressure|continuous processing|message queue|real-time events|real time events|low latency "
     "processing|events per second|topic|topics|session windows|events arrive "
     "late|late|topic|broker|consume|consumer|duplicates in stream|unbounded state|rows per second|rebuild "
     "checkpoint|continuously read|messages|message|replay events|session gap|exactly|lag grows|keep up|arrive "
     "late|twice|process twice|once per hour|timers|join two streams|lost checkpoint|maxoffsetspertrigger",
     "real-time|realtime|events|latency|state|lag|late|trigger|batch"},
    {"databricks-synthetic-data-gen",
     "synthetic data|synthetic dataset|fake data|faker|dbldatagen|mock data|test data|dummy data|generate data|sample "
     "data generation|generate realistic|generate dataset|demo data|generate million rows|generate rows|fake "
     "customers|fake orders|generate customers|data generator|realistic data|random data|made-up data|sample "
     "dataset|seed data|simulated data|simulate sensor|invented data|artificial data|fabricated data|fake "
     "transactions|fake records|generate fake|believable|invent dataset|made up|referential integrity|load test "
     "data|generated tables|plausible data|realistic orders|data for demo|showcase data|with seasonality|fake "
     "rows|dummy customers|bogus data|bogus|test tables|demo figures|artificial records",
     "generate|fake|realistic|simulate|mock|dummy|skewed distribution|log-normal|pareto|rows of test|data for "
     "demo|data for testing|populate with|fill table with|made up|imitation|lookalike data|seasonality|for a "
     "demo|showcase|load test|stress test|poc data|sandbox data|testing data|anonymous data|training exercise "
     "data|sample orders|sample customers|foreign keys between|no real data|looks the same "
     "statistically|statistically|copy of production that looks|anonymous "
     "copy|lookalike|plausible|production-like|privacy-safe copy|same distribution|pretend data|realistic "
     "names|made-up|fictitious|like prod but|without pii|no pii|seeded|same rows each run|reproducible|foreign keys "
     "fit|workshop data|sandbox|sensor readings|patient records|deliberate errors|skewed|invented dataset|invented "
     "sales|invented figures|invented customers",
     "demo|random|sample|test|records|artificial|seed"},
    {"databricks-unity-catalog",
     "unity catalog|uc volume|volume|volumes|/volumes|external location|storage credential|create catalog|create "
     "schema|managed table|external table|lineage|row filter|column mask|column masking|row level security|row-level "
     "security|abac|governed tag|tags on table|tag columns|grant select|grant access|privileges|permission on "
     "table|permissions on|data governance|metastore|information_schema|information schema|system.access|audit "
     "log|audit logs|delta sharing|share data|recipient|lakehouse federation|foreign catalog|connection to mysql|owner "
     "of table|upload file to volume|upload file|list catalogs|list schemas|list tables|describe table|data "
     "classification|pii tag|lakehouse monitoring|data quality monitoring|data profiling|change owner|drop catalog|who "
     "accessed|workspace binding|bind catalog|three-level namespace|undrop|hive_metastore|hive metastore|comment on "
     "table|primary key|copy files|data catalog|downstream table|upstream table|depends on|hide column|hide "
     "salary|column from everyone|hive|share table with|external volume|managed volume|table tag|read access to "
     "schema|read access|select on schema|impact analysis|sensitive column|row-level|mask emails|restore "
     "dropped|dropped table",
     "federate|query federation|namespace|three-level|three "
     "levels|catalog|catalogs|schema|schemas|governance|mask|masking|pii|sensitive columns|access control|who can "
     "read|who "
     "can see|owner|audit|grants|grant|grant read|federate|mysql|find tables|which tables|table comments|downstream "
     "of|upstream of|organize tables|tables in|table owner|file in volume|use catalog|use schema|tags|certify|discover "
     "data|hide|downstream|upstream|lineage of|finance team|outside hr|column level|row level|move tables|s3 "
     "bucket|adls|gcs|storage location|document our tables|retention of table|create table|register table|foreign "
     "key|naming of catalogs|isolate|only see their|see only their|where are files|managed and external|managed or "
     "external|share table|partner company|only hr|non hr|organise catalogs|organise schemas|business units|hidden "
     "columns|legible|oracle database|in place|s3",
     "table|tables|permission|access|tag|share|files|upload|storage|columns"},
    {"databricks-unstructured-pdf-generation",
     "generate pdf|pdf generation|pdf documents|create pdf|pdfs|synthetic pdf|fake pdf|sample pdf|pdf reports for "
     "rag|unstructured documents|generate documents|fake invoices pdf|html to pdf|sample documents|test documents|demo "
     "documents|pdf files|unstructured data for|pdf invoice|pdf contract|synthetic documents|documents for rag "
     "demo|fake documents|documents to test|as pdf|pdf|fake insurance|insurance policies|sample files|document "
     "intelligence|html templates|test retrieval|fake report|synthetic manuals|documents to test|realistic "
     "documents|fictional documents|sample contract|dummy documents|mock documents|sample contracts|fake invoices|mock "
     "bank statements|sample manuals|invented manuals|scanned documents",
     "documents for|manuals|synthetic contracts|fake contracts|policy documents|unstructured|document "
     "generation|invoices to test rag|docs for demo|html documents|handbooks|brochures|question and answer pairs for "
     "documents|policies as documents|corpus of documents|documents to|fictional|sample invoices|matching "
     "questions|ground truth questions|letters|brochure|white papers|scan like|test corpus|documents for testing|as "
     "documents|employment contracts|fictitious documents|ocr test|scanned|scanned-looking|document corpus|sample "
     "docs|contracts docs|planted facts|expected answers",
     "document|documents|generate|invoice|contract|rag|docs|scan|contracts"},
    {"databricks-vector-search",
     "vector search|ai search|vector index|vector database|vector store|similarity search|semantic search|hybrid "
     "search|delta sync index|direct access index|embedding index|embeddings index|embeddings for rag|nearest "
     "neighbor|nearest neighbors|nearest neighbour|retrieval augmented|retriever|rag retrieval|vector search "
     "endpoint|vector search index|similarity_search|sync index|reranker|rerank|reranking|query index|storage "
     "optimized endpoint|full-text search index|similar items|find similar|similar documents|similar products|similar "
     "tickets|index out of date|similar to|most similar|semantic|search index|index sync|embedding column|search "
     "wiki|nearest|knowledge search|chunk documents|search tickets by meaning|similarity|nearest "
     "neighbours|vector_search",
     "embedding|embeddings|vectors|vector|rag|semantic similarity|retrieval|chunk|chunks|chunking|search "
     "documents|search our documents|search over documents|knn|ann|documents by meaning|search by meaning|closest "
     "matches|recommend similar|retrieve|index documents|similar|out of date index|wiki|meaning|relevance "
     "ranking|hybrid|search over|embedding model|top k|k nearest|text search|filters on index|passages|recommendations "
     "for products|lookalike|similar cases|different words|chunk size|keyword and embedding|metadata filter|find "
     "related|related documents|irrelevant passages|index current|direct access",
     "index|search|similar|documents|filter"},
    {"databricks-zerobus-ingest",
     "zerobus|zerobus ingest|push events directly|direct write ingest|ingest sdk|grpc ingest|ingest without "
     "kafka|without kafka|no message bus|without message bus|protobuf ingest|zerobus sdk|write events directly to "
     "delta|stream rows directly|record by record|push records directly|telemetry directly|without a broker|no "
     "kafka|no broker|push rows|push iot|iot telemetry|iot devices|device telemetry|clickstream directly|send events "
     "from my app|push events from|events straight into|directly into delta|directly into table|directly to "
     "table|straight into table|into delta table over grpc|ingest over grpc|grpc|sensor readings directly|without any "
     "broker|no broker|broker in between|over grpc|rust client|push rows|rows into table from|go client|typescript "
     "client|application events to delta|device should write|devices should write|directly from devices|into table "
     "directly|without message broker|direct ingestion|mqtt|opentelemetry|otlp",
     "iot|telemetry|devices|sensors|push events|send events|producer client|write from application|push data into "
     "table|send records|edge devices|from microservice|from our backend|from my service|event "
     "producer|high-throughput ingest|protobuf|log "
     "shipping|opentelemetry|otel|acknowledgements|ack|broker|devices|gateway sends|application events|ship "
     "events|stream rows|ingest api|write rows from|single row|append from service|clients write|java "
     "client|factory|telemetry from|sensor|machines send|send measurements|measurements directly|straight into "
     "delta|write records|rust sdk|from go|clickstream",
     "push|events|ingest|direct|directly|producer|records|client|machines"},
    {"spark-python-data-source",
     "python data source|custom data source|spark data source|datasource api|data source "
     "api|pyspark.sql.datasource|datasourcereader|custom spark connector|custom connector|custom reader|write "
     "connector|connector in python|spark.read.format custom|spark connector "
     "for|simpledatasourcestreamreader|datasourcewriter|own data source|spark.datasource.register|new format for "
     "spark|read rest api as dataframe|rest api as spark|rest api into dataframe|spark reader for|spark writer "
     "for|partitioned reader|streaming source in python|custom sink|batch reader|custom spark source|pyspark "
     "datasource|custom format|read api with spark|connector|python datasource|spark.read to "
     "work|spark.read.format|partitions() and read()|connector for spark|spark connector|spark read from api|paginated "
     "http api|python reader|data source v2|datasource v2|streaming offsets in|initialoffset|latestoffset|http api as "
     "table|package connector|rest source|rest api with spark|paged rest api|api with spark|read paged|graphql "
     "service|through its api|dataframe to ticketing|spark read from our internal|make spark read|custom source|own "
     "reader|no connector",
     "data source|datasource|read from api with spark|reader|spark format|unsupported source|proprietary format|custom "
     "source|spark.read from|dataframe from api|exotic format|no connector|spark.read.format|own format|rest endpoint "
     "into spark|reader and writer|vendor|http api|paginated|custom|partitions|read from rest|read api|soap|ftp|google "
     "sheets|excel reader|proprietary|legacy system|register format|dataframe reader|own reader|mainframe|graphql|rest "
     "interface|proprietary file|web api|sftp|websocket|salesforce|erp|in-house|pushdown|offsets for|paged web|writer "
     "for|natively as dataframe",
     "connector|source|format|custom|api|sink|writer"},
    {"lakecode-cost-and-system-tables",
     "system tables|system table|system.billing|billing usage|list prices|dbu|dbus|cost|costs|spend|spending|bill|cost "
     "attribution|chargeback|showback|cost per job|cost by team|cost by "
     "tag|budget|expensive|finops|system.compute|system.lakeflow|system.query|cost spike|cost anomaly|usage by "
     "sku|price|how much did we|most expensive|cost of job|cost of warehouse|cost dashboards|waste|idle "
     "warehouse|cheaper|save money|invoice|what drives our|billing|cost trend|overspend|expenses|dbus|burned|cost "
     "center|cost centre|money|idle warehouses|bill by|split the bill|per team cost|usage "
     "table|system.access.table_lineage|list_prices|wasted|cost report|spend report|budget policy|cost allocation|how "
     "expensive|$$",
     "usage|pay|paying|cost us|burn|sku|who uses most|consumption|costing|costly|utilization|idle|wasteful|charge|how "
     "much does|how much are we|spent|savings|save on|reduce spend|cost-efficient|predictive optimization "
     "usage|wastes|bill|invoice|tag cost|price of|runs idle|usage per user|serverless "
     "usage|consumed|consumes|euros|budget|spenders|per month|last quarter|storage cost|eats most|priciest|went "
     "up|doubled|consume|allocate|departments responsible|per project|by project|interactive clusters|tag",
     "expensive|usage|top|week|month|team|quarter"},
    {"lakecode-grants-as-code",
     "grants as code|grants.yml|grants.yaml|grants in git|permissions as code|access as code|diff grants|grant "
     "diff|apply grants|explain access|explain_access|who can access|why can|why does|access review|least "
     "privilege|export grants|uc_diff_grants|uc_apply_grants|uc_explain_access|desired grants|drift of grants|grant "
     "drift|declarative grants|privilege audit|effective privileges|effective permissions|inherited privileges|through "
     "which group|revoke in bulk|manage grants|permission drift|permissions drift|access matrix|who has "
     "access|over-privileged|overprivileged|excessive permissions|entitlement review|recertification|grants plan|grant "
     "plan|permissions in git|grants from file|grants file|privilege escalation|permission denied|access review|i "
     "give|if i grant|would change if|quarterly review|auditors|recertify|permissions in yaml|permissions "
     "yaml|reviewed yaml|explain access|locked out|lose access|who could|which groups give|too many "
     "rights|offboarding|onboarding access|which users could|who could see|could they reach|left the company|who "
     "may|may delete|may read|access rules|salary data and how|could reach|what could they|who can select|who may "
     "read|permission_denied|insufficient_privileges|insufficient permissions|insufficient privileges|not "
     "authorised|not authorized|leaver|authorised to|authorized to|authorised|authorized",
     "grants|privileges|access|who can read|who can see|allowed to|has access|permission|permissions|denied on "
     "table|permission denied|revoke|reviewed in pull request|group membership|inherit|nested groups|can read|can "
     "write|cannot read|access rights|as code|what would change if i grant|security "
     "review|entitlements|auditor|analysts select|yaml of permissions|can see|cannot see|can access|why does|why "
     "can|denied|rights|has select|has modify|which privileges|service principals have|member of|all "
     "privileges|ownership|access to|perms|grant|who can|may select|able to query|not able to query|member of "
     "group|read access to|leavers|reviewed before|change of permissions|changes of permissions|on what grounds|in "
     "git|can select",
     "grant|group|principal|review|diff|user|users"},
    {"lakecode-failure-diagnosis",
     "why did job|why did my job|why did run|why did my run|why did pipeline|why did the job|why did it fail|root "
     "cause|job failed|job fail|run failed|failed run|failed job|failing job|job is failing|task "
     "failed|failure|failures|diagnose|stack trace|traceback|error message|outofmemory|out of memory|oom|executor "
     "lost|exit code 137|spot termination|module not found|modulenotfounderror|analysisexception|did not start|failed "
     "to start|schema "
     "mismatch|concurrentappendexception|concurrent append|delta conflict|run timed out|debug job|debug "
     "run|debug_job|cluster terminated|driver crashed|py4jjavaerror|what broke|crashed|internal_error|job broke|keeps "
     "failing|fails with|failed with|fail with|failed last night|not found error|exception|libraries failed|init "
     "script failed|cannot start cluster|disk full|no space left|post-mortem|postmortem|skew|shuffle fetch "
     "failed|filenotfound|post mortem|retry help|stacktrace|job died|not responding|exit code|outofmemoryerror|was "
     "aborted|fetch failed|py4j|underlying reason|terminated unexpectedly|installation failed|failed on",
     "failed|fail|failing|error|debug|broke|broken|crash|troubleshoot|why did|what went wrong|investigate|timed "
     "out|timeout|fix failing|died|killed|exceptions|stuck|hangs|logs of "
     "failed|unhealthy|incident|on-call|oncall|flaky|died|killed|exit code|heap|stopped working|worked yesterday|was "
     "fine yesterday|red run|spot|internal error|cannot connect|permission error in job|library not found|retry or "
     "fix|log says|help error|stage failure|lost node|cancelled run|no module|bootstrap timeout|quota exceeded|mean "
     "for my run|etl died|overnight|worth retrying|retrying|aborted|failing since|nobody understands|installation "
     "failed|install failed|cancelled by|by timeout|try again help|trying again|driver|fails|hung|unresponsive",
     "why|cause|wrong|logs|problem|issue|run|reason"},
};

}  // namespace

std::span<const TriggerRow> trigger_rows() {
  return kRows;
}

}  // namespace lakecode::knowledge
