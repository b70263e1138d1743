// Words for memory, lost executors, disks, shuffles, skew, broadcasts and shipping of code.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    // Out of memory: whose memory it was is decided from the neighbourhood, see symptoms.cpp.
    {"~oom", Specific,
     "outofmemory|out of memory|java heap space|gc overhead limit|memoryerror|cannot allocate memory|"
     "unable to allocate|bad alloc|std::bad alloc|insufficient memory|oom error|arraymemoryerror|"
     "not enough memory|cannot reserve|failed to reserve & !broadcast the table & !gpu"},
    {"~oom", Specific,
     "oom killer|oom kill|oomkilled|oom killed|memory cgroup out of memory|cgroup & oom|out of memory|"
     "kill & !broadcast the table"},
    {"executor_oom", Exact,
     "oomkilled|oom killed|oom killer|oom kill|memory cgroup|killed process & !driver & !chauffeur "
     "& !kernel is & !repl & !notebook"},
    {"executor_oom", Exact, "unable to acquire & bytes of memory|memory"},
    {"executor_oom", Exact, "sparkoutofmemoryerror|cannot acquire memory|could not acquire memory|cant acquire"},
    {"executor_oom", Exact,
     "container|executor|worker|pod & exceeding|exceeded|beyond|above|over & memory limit|"
     "physical memory|virtual memory|memory overhead|memory thresh & !driver"},
    {"executor_oom", Exact, "container|executor & kill & memory|yarn|oom & !driver & !idle"},
    {"executor_oom", Exact,
     "executor|lost task|worker node|container|exited & code 137|code: 137|status 137|status: 137|"
     "exitcode 137|exit 137|sigkill|signal 9|killed by external signal & !driver & !spot & !preempt & "
     "!evict"},
    {"executor_oom", Exact, "photon ran out of memory|photon & failed to reserve|out of memory|memory limit"},
    {"executor_oom", Specific,
     "lost task|in stage|executor task|taskrunner|taskset|executor & outofmemory|"
     "out of memory|java heap space|gc overhead|direct buffer memory|bad alloc & !driver & "
     "!broadcast"},
    {"executor_oom", Specific, "heap|memory & 9[5-9]%|9[5-9] %|100%|full & executor|worker", Hint},
    {"executor_oom", Specific,
     "executor|worker|lost task & outofmemory|oom|137|memory limit|memory pressure|heap space|"
     "gc overhead|full gc|rss|killed & !idle & !scale & !driver",
     Hint},
    {"executor_oom", Specific,
     "memory cgroup|oom kill|oom killer|oomkill|memoryerror|cannot allocate memory|"
     "killed process|bad alloc|unable to allocate|out of memory|outofmemory|"
     "memory limit|signal 9|sigkill",
     Hint},
    {"executor_oom", Weak, "remote rpc client disassociated|containers exceeding thresholds & executor|containers"},
    {"executor_oom", Weak, "executor heartbeat timed out|executor & no heartbeat|heartbeat timed out"},
    {"~worker_frame", Specific,
     "executor$taskrunner|pyspark/worker.py|executor.scala|shufflemaptask|resulttask|"
     "executor$task",
     Hint, Where::Any},
    // Driver memory.
    {"driver_oom", Exact,
     "driver & outofmemory|out of memory|oom|heap space|gc overhead|137|memory above|"
     "above limit|memory limit|exhausted memory|hprof|ran out & !executor & !maxresultsize & !disk"},
    {"driver_oom", Exact,
     "python process|python kernel|python repl|notebook kernel|<kernel>|ipykernel|<repl> & "
     "exit code 137|sigkill|oom|out of memory|killed|137 & !memory cgroup & !executor & !kernel:"},
    {"driver_oom", Specific,
     "exit code 137|code 137|exit code: 137|status 137|exited 137|code=137 & driver|notebook|"
     "kernel|repl|main process"},
    {"driver_oom", Specific,
     "full gc|gc (allocation failure)|gc overhead|allocation failure|gc thrash|heap dump|"
     "dumping heap|.hprof|garbage collect|stop the world|gc pause|heap usage|concurrent mode "
     "failure|to space exhausted|long gc & !executor & !lost task & !in stage",
     Hint, Where::Any},
    {"driver_oom", Specific,
     "topandas|.collect()|collecttopython|executecollect|collectaslist|dataset.collect|"
     "collectasarrow|rdd.collect|tolocaliterator|todf().collect|collect_list_to_driver|topd()",
     Hint, Where::Any},
    {"driver_oom", Specific, "driver & outofmemory|heap|<gc>|oom|memory|rss|137|killed & !likely due to gc", Hint},
    {"driver_oom", Specific,
     "oom killer|oom kill|oomkill|killed process|memory cgroup|out of memory & "
     "java|driver|python|chauffeur|ipykernel|repl|kernel",
     Hint},
    {"driver_oom", Specific,
     "outofmemory|java heap space|gc overhead limit|out of memory & !executor & !lost task & "
     "!in stage",
     Hint},
    {"~driver_frame", Specific,
     "topandas|collecttopython|executecollect|collectaslist|dataset.collect|.collect()|"
     "broadcastexchange|torrentbroadcast|driver|collectasarrow|rdd.collect|rdd$.collect|"
     "hprof|tolocaliterator",
     Hint, Where::Any},
    // The driver went away.
    {"driver_unresponsive", Specific,
     "driver & reach|unreachable|not respond|unresponsive|not responsive|did not respond|not responding|no response|"
     "stopped unexpectedly|restarting|terminated unexpectedly|lost connection|connection lost|did not answer|not "
     "answering|no answer|health check|became unavailable|is unhealthy|down cause|driver state "
     "change|died|crashed|disconnected|unavailable|not available|went away|"
     "heartbeat & !odbc driver & !jdbc driver & !jdbc & !no suitable & !classnotfound & !.driver. & !.driver is & "
     "!shuffle push & !external shuffle",
     Symptom},
    {"driver_unresponsive", Specific,
     "driverstoppedexception|driver stopped|driver not responding|driver unreachable|"
     "failed to reach the driver|could not reach driver|driverdaemon stopped|"
     "sparkcontext was shut down|sparkcontext has been shut down|"
     "stopped sparkcontext|sparkcontext was stopped|context was shut down",
     Symptom},
    {"driver_unresponsive", Specific,
     "cluster & became unreachable|unreachable during run|cluster is unreachable|"
     "lost contact|connection to the cluster",
     Symptom},
    {"driver_unresponsive", Specific,
     "repl|repls & timed out|timeout|too many|launch|fail|unresponsive|did not start|not start|exception & "
     "!outofmemory & !report",
     Symptom},
    {"driver_unresponsive", Specific,
     "kernel is unresponsive|kernel unresponsive|python kernel & unresponsive|"
     "died|not respond",
     Symptom},
    {"driver_unresponsive", Specific,
     "too many & sessions|execution contexts|notebooks|repls|spark contexts & "
     "attach|driver|open|cluster|limit",
     Symptom},
    // Machines taken back by the provider.
    {"spot_preemption", Exact,
     "<spot>|preemptible|low priority vm|low priority & terminat|evict|reclaim|interrupt|"
     "preempt|taken back|took back|lost|shut down & !no spot & !spot capacity & !spot instance count & "
     "!max spot & !spot launch & !spot request"},
    {"spot_preemption", Exact,
     "preempt|evict|reclaim & node|instance|<vm>|vms|worker|driver|executor|machine|host|cloud & "
     "!scale down & !autoscal & !scaling down & !fair scheduler & !task preempt & !cache & !block & "
     "!pod quota & !memory store & !scheduler pool"},
    {"spot_preemption", Exact,
     "cloud provider|provider|aws|azure|gcp|cloud & took|taken back|take back|reclaim|"
     "interruption notice|rebalance recommendation|scheduled for termination|preempted|"
     "withdr & node|instance|vm|worker|driver|executor|spot|capacity & !launch"},
    {"spot_preemption", Exact,
     "instance interruption|spot interruption|interruption notice|scheduled event: preempt|"
     "eviction notice|decommission because of preempt|bid price|instance terminated by the "
     "cloud|instance-action: terminate|terminated by cloud provider"},
    {"spot_preemption", Specific,
     "nodes lost|node lost|lost at least one node|lost node|worker lost & cloud|provider|"
     "terminat|reclaim|spot|evict",
     Hint},
    // Lost executors without a reason.
    {"~executor_lost", Specific,
     "executorlostfailure|lost executor|executor lost|executor & exited|disassociated|"
     "removed by|heartbeat|died & !idle & !scale & !autoscal & !unrelated to the running & "
     "!decommission",
     Symptom},
    // Shuffle.
    {"shuffle_fetch_failure", Exact,
     "metadatafetchfailed|fetchfailedexception|fetchfailed|missing an output location|"
     "missing output location|fetch failed|shuffle fetch",
     Symptom},
    {"shuffle_fetch_failure", Specific,
     "shuffle & fetch|block|connect|missing|lost|unable|fail|corrupt|timed out|timeout & !shuffle read & !input sizes "
     "& "
     "!no space left & !spill & !skew & !outofmemory",
     Symptom},
    {"shuffle_fetch_failure", Specific,
     "failed to get block|could not get block|block fetch|blocktransfer|"
     "oneforoneblockfetcher|retryingblockfetcher|retryingblocktransferor|"
     "shuffleblockfetcher|shuffle service|shuffle file|transportchannelhandler & "
     "fail|lost|error|exception|unable|missing|connect|timed out|idle|quiet",
     Symptom},
    {"shuffle_fetch_failure", Specific, "failed to connect to & :4048|:7337|:7077|shuffle|block manager", Symptom},
    {"shuffle_fetch_failure", Generic,
     "has failed the maximum allowable number of times|"
     "failed the maximum allowable & stage",
     Symptom},
    {"~shuffle_frame", Specific,
     "shuffleblockfetcheriterator|storage.shuffleblock|fetchfailed|mapoutputtracker|"
     "blockstoreshufflereader",
     Hint, Where::Code},
    // Skew.
    {"data_skew", Exact,
     "skew & key|partition|detect|factor|hot|join|task|rows|data & !no skew & !skew join enabled & "
     "!skewjoin.enabled & !not skewed & !no skewed & !unskewed & !skewness of feature",
     Hint},
    {"data_skew", Specific,
     "median|<p50>|average|<avg>|others|other tasks|the rest|typical|remaining & "
     "<max>|task|longest|largest|slowest|biggest & "
     "gib|<gb>|<tb>|mib|<mb>|<kb>| h | hours|<h>| min|<min>|minutes|rows|records|bytes|gb|tib",
     Hint},
    {"data_skew", Specific,
     "<key>|key=|<value>|user id|customer|partition|<null>|null key|default|single task|one task|"
     "task & holds|accounts for|carries|covers|has|contains|owns|reads & <%>|%|percent|of all rows|of the rows|"
     "of rows|billion|million|of the data|of all records|most of & !null rate & !nulls & !limit & !exceeds & "
     "!threshold & !disk & !heap & !memory & !cpu & !complete",
     Hint},
    {"data_skew", Specific,
     "finished|done|complete|succeeded|ended & 1 task|one task|last task|1 running|straggler|; task|, task|single "
     "task|task & running|still|remaining|stuck & others|other tasks|tasks|of|rest|rest of & !stage 0",
     Hint},
    {"data_skew", Specific,
     "straggler|hot key|hot partition|heavy hitter|one partition|single partition|single key|"
     "one key|null keys|giant partition",
     Hint},
    {"data_skew", Exact,
     "data skew|skewed partition|skewed join|skewed key|key skew|partition skew|severe skew|extreme skew & !no data "
     "skew"},
    {"~slow", Specific,
     "stage|<job>|query & cancel|abort|kill|stopped & slow|after|time budget|time limit|too long|no progress|progress|"
     "exceeded|did not finish|deadline & !result size & !maxresultsize",
     Symptom},
    // Result size.
    {"driver_max_result_size", Exact, "maxresultsize|max result size|total size of serialized results"},
    {"driver_max_result_size", Specific,
     "serialized result|result size|results of|result of|collected result & bigger "
     "than|exceed|larger than|above & driver|limit|task"},
    // Broadcast.
    {"broadcast_failure", Exact,
     "could not execute broadcast|broadcasttimeout|cannot broadcast|outofmemorysparkexception|"
     "build and broadcast|broadcast the table|broadcast & timed out|time out|timeout|"
     "larger than|too large|too big|exceed|over|not enough memory|maximum|max|8gb|8.0 gib|"
     "512 million & !broadcast variable & !disabled & !removed broadcast & !to enable"},
    {"broadcast_failure", Exact,
     "cannot broadcast|could not broadcast|failed to broadcast|unable to broadcast|"
     "could not execute broadcast|broadcast join & timeout|timed out|larger|rows|memory|secs|"
     "limit|exceed"},
    {"broadcast_failure", Specific,
     "broadcastexchangeexec|broadcastexchange|dobroadcast|broadcast exchange & timeout|"
     "timed out|awaitresult|exception|promise",
     Cause, Where::Text},
    {"~broadcast_frame", Specific, "broadcastexchange|doexecutebroadcast|relationfuture|broadcasthashjoin", Hint,
     Where::Code},
    {"~future_timeout", Generic, "futures timed out|timeoutexception: futures", Symptom},
    // Disk.
    {"disk_full", Exact,
     "no space left|errno 28|enospc|disk is full|disk full|not enough disk|out of disk|"
     "insufficient disk|disk quota exceeded|ran out of disk|run out of disk|disk space exhausted|"
     "device is full|no usable space|disk usage 100|local disk is full|out of local disk|diskfull|"
     "database or disk is full|insufficient local"},
    {"disk_full", Specific,
     "<disk>|disks|filesystem|/local_disk0|local disk|/tmp|root volume|ephemeral storage|"
     "local storage & full|100%|100 %|exhaust|exceed|not enough space|no free|used up & !hdfs quota & !launch"},
    // Native crashes of Python.
    {"python_worker_crash", Specific, "python worker & exit|crash|died|terminat|abort|eof|lost|gone|unexpected|fail",
     Symptom},
    {"python_worker_crash", Exact,
     "fatal python error|segmentation fault|sigsegv|signal 11|sigabrt|signal 6|core dumped|"
     "exit code 139|code 139|exit code 134|code 134|status 139|status 134|exit code: 139|"
     "exit code: 134|sigill|sigbus|illegal instruction|double free|free(): invalid|"
     "corrupted size vs|munmap_chunk|munmap chunk|corrupted double linked|"
     "terminate called after throwing & !libjvm & !java runtime environment & !bad alloc",
     Symptom},
    {"python_worker_crash", Generic, "python udf|arrow|pandas udf|worker.py & eofexception|crash|worker exited",
     Symptom},
    {"python_worker_crash", Generic, "eoferror|eofexception & pythonrunner|pythonworker|daemon", Symptom, Where::Any},
    {"~python_runner_frame", Specific, "pythonrunner|arrowpythonrunner|pythonudfrunner|basepythonrunner", Hint,
     Where::Any},
    // Shipping code and objects.
    {"serialization_error", Exact,
     "task not serializable|notserializable|object not serializable|not serializable|"
     "picklingerror|cannot pickle|cant pickle|could not serialize|could not pickle|"
     "pickle.picklingerror|cloudpickle & fail|error|recursion|unable"},
    {"serialization_error", Exact,
     "task not serializable|notserializable|not serializable|picklingerror|cannot pickle|"
     "cant pickle|could not serialize object|kryoexception: buffer overflow|"
     "kryoserializer.buffer|spark 5063|unpicklingerror|unpickleable|"
     "kryo serialization failed|cant get attribute"},
    {"serialization_error", Specific, "kryo & overflow|buffer|serializ|fail|unable & !registrator version"},
    {"serialization_error", Exact,
     "sparkcontext|sparksession|spark context & only be used on the driver|broadcast variable|"
     "reference sparkcontext|in code that it run|on workers|inside of a transformation|"
     "from a broadcast variable & !stopped"},
    {"serialization_error", Specific, "closurecleaner|ensureserializable|serialization stack|serializationdebugger",
     Cause, Where::Any},
    {"serialization_error", Specific,
     "grpc message|message larger than max|plan size|serialized task & exceed|larger|too large|"
     "limit|rpc.message.maxsize"},
});

}  // namespace

std::span<const Rule> memory_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
