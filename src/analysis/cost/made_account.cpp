#include "analysis/cost/made_account.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lakecode::cost {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 0x1234567U) {}
  double unit() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((x ^ (x >> 31U)) >> 11U) / 9007199254740992.0;
  }
  double between(double low, double high) { return low + (high - low) * unit(); }
  int whole(int low, int high) { return low + static_cast<int>(unit() * (high - low + 1)); }
  bool chance(double p) { return unit() < p; }
  double normal() {
    return std::sqrt(-2 * std::log(std::max(unit(), 1e-12))) * std::cos(2 * std::numbers::pi * unit());
  }

 private:
  std::uint64_t state_;
};

enum class Rhythm { Daily, Weekdays, Weekly, MonthEnd, AdHoc };

struct Job {
  CostKey key;
  std::string product;
  Rhythm rhythm = Rhythm::Daily;
  double base = 0;
  double weekend = 1;
  double noise = 0.1;
  int weekday = 1;
  double monday = 1;
  double trend = 0;  ///< a month
  int from = 0;
  int until = 100'000;
};

struct Sku {
  const char* name;
  const char* product;
  double price;
};
constexpr std::array<Sku, 5> kSkus{{{"PREMIUM_JOBS_COMPUTE", "JOBS", 0.15},
                                    {"PREMIUM_SERVERLESS_SQL_COMPUTE_US_EAST", "SQL", 0.70},
                                    {"PREMIUM_ALL_PURPOSE_COMPUTE", "ALL_PURPOSE", 0.55},
                                    {"PREMIUM_DLT_ADVANCED_COMPUTE", "DLT", 0.36},
                                    {"PREMIUM_SERVERLESS_REAL_TIME_INFERENCE", "MODEL_SERVING", 0.07}}};

class Maker {
 public:
  Maker(std::uint64_t seed, int style) : dice_(seed ^ (static_cast<std::uint64_t>(style) << 40U)), style_(style) {}

  MadeAccount make() {
    days_ = dice_.whole(75, 120);
    account_.first = Day(std::chrono::days(20'200 + dice_.whole(0, 364)));
    make_jobs();
    plant();
    set_traps();
    for (int day = 0; day < days_; ++day) make_day(day);
    return std::move(account_);
  }

 private:
  [[nodiscard]] Day date(int day) const { return account_.first + std::chrono::days(day); }

  void make_jobs() {
    const int people = dice_.whole(2, style_ == 0 ? 6 : 12);
    for (int person = 0; person < people; ++person) {
      const std::string run_as = "svc-" + std::to_string(person);
      const int jobs = dice_.whole(1, style_ == 0 ? 10 : 18);
      for (int n = 0; n < jobs; ++n) jobs_.push_back(make_job(run_as, 100 * person + n));
    }
  }

  Job make_job(const std::string& run_as, int number) {
    const auto& sku = kSkus[static_cast<std::size_t>(dice_.whole(0, 4))];
    Job job;
    const bool has_job = std::string_view(sku.product) == "JOBS" || std::string_view(sku.product) == "DLT";
    job.key = {sku.name, run_as, has_job ? std::to_string(9000 + number) : ""};
    job.product = sku.product;
    job.base = std::exp(dice_.between(std::log(3.0), std::log(style_ == 0 ? 400.0 : 900.0)));
    job.noise = dice_.between(0.03, style_ == 0 ? 0.15 : 0.22);
    job.weekend = dice_.chance(0.5) ? dice_.between(0.15, 0.6) : dice_.between(0.8, 1.05);
    job.monday = dice_.chance(0.15) ? dice_.between(1.3, 2.5) : 1.0;
    job.trend = style_ == 0 ? 0 : dice_.between(-0.06, 0.08);
    const double draw = dice_.unit();
    if (has_job && draw < 0.12) job.rhythm = Rhythm::Weekly;
    if (has_job && draw >= 0.12 && draw < 0.2) job.rhythm = Rhythm::MonthEnd;
    if (has_job && draw >= 0.2 && draw < 0.32) job.rhythm = Rhythm::AdHoc;
    if (draw >= 0.32 && draw < 0.5) job.rhythm = Rhythm::Weekdays;
    job.weekday = dice_.whole(0, 6);
    if (job.rhythm == Rhythm::MonthEnd) account_.month_end_keys.push_back(job.key);
    return job;
  }

  struct Factor {
    CostKey key;
    int from;
    int until;
    double low;
    double high;
    bool climbs;
  };

  void plant() {
    const int count = dice_.chance(0.2) ? 0 : dice_.whole(1, 4);
    for (int n = 0; n < count; ++n) {
      if (dice_.chance(0.2)) {
        plant_new_spender(n);
      } else {
        plant_on_job();
      }
    }
  }

  void plant_new_spender(int n) {
    const auto& sku = kSkus[static_cast<std::size_t>(dice_.chance(0.7) ? 0 : 3)];
    Job job;
    job.key = {sku.name, dice_.chance(0.5) ? "svc-0" : "new-" + std::to_string(n), std::to_string(7000 + n)};
    job.product = sku.product;
    job.base = dice_.between(60, 500);
    job.from = dice_.whole(20, days_ - 10);
    job.until = dice_.chance(0.6) ? days_ : job.from + dice_.whole(6, 20);
    account_.events.push_back({job.key, EventKind::NewSpender, date(job.from), date(std::min(job.until, days_) - 1)});
    jobs_.push_back(job);
  }

  void plant_on_job() {
    std::vector<const Job*> fit;
    for (const Job& job : jobs_) {
      const bool taken =
          std::any_of(factors_.begin(), factors_.end(), [&](const Factor& f) { return f.key == job.key; });
      const bool regular = job.rhythm == Rhythm::Daily || job.rhythm == Rhythm::Weekdays;
      if (regular && job.from == 0 && job.base > 45 && !taken) fit.push_back(&job);
    }
    if (fit.empty()) return;
    const Job& job = *fit[static_cast<std::size_t>(dice_.whole(0, static_cast<int>(fit.size()) - 1))];
    const double draw = dice_.unit();
    const int start = dice_.whole(25, days_ - 12);
    Factor factor{job.key, start, start, 1, 1, false};
    EventKind kind = EventKind::Spike;
    if (draw < 0.5) {
      factor.until = start + dice_.whole(0, 2);
      factor.low = factor.high = dice_.between(2.0, 6.0);
    } else if (draw < 0.8) {
      kind = EventKind::LevelShift;
      factor.until = dice_.chance(0.5) ? days_ - 1 : std::min(days_ - 1, start + dice_.whole(7, 25));
      factor.low = factor.high = dice_.between(1.6, 3.5);
    } else {
      kind = EventKind::Ramp;
      factor.until = std::min(days_ - 1, start + dice_.whole(10, 25));
      factor.low = 1.15;
      factor.high = dice_.between(2.2, 4.5);
      factor.climbs = true;
    }
    factors_.push_back(factor);
    account_.events.push_back({job.key, kind, date(factor.from), date(factor.until)});
  }

  void set_traps() {
    if (dice_.chance(0.4)) missing_ = dice_.whole(20, days_ - 5);
    if (missing_ > 0 && dice_.chance(0.3)) missing_until_ = missing_ + 1;
    if (dice_.chance(0.4)) {
      price_sku_ = dice_.whole(0, 4);
      price_day_ = dice_.whole(20, days_ - 5);
      price_factor_ = dice_.chance(0.5) ? dice_.between(1.1, 1.6) : dice_.between(0.6, 0.9);
    }
    if (style_ != 0 && dice_.chance(0.3)) recreate_one();
  }

  /// A job that was deleted and made anew under another id.
  void recreate_one() {
    for (Job& job : jobs_) {
      const bool touched =
          std::any_of(factors_.begin(), factors_.end(), [&](const Factor& f) { return f.key == job.key; });
      if (job.rhythm != Rhythm::Daily || job.key.job_id.empty() || job.base < 30 || job.from != 0 || touched) continue;
      Job again = job;
      again.from = dice_.whole(25, days_ - 15);
      job.until = again.from;
      again.key.job_id = std::to_string(6000);
      jobs_.push_back(again);
      return;
    }
  }

  [[nodiscard]] bool runs(const Job& job, int day) {
    const unsigned weekday = std::chrono::weekday(date(day)).c_encoding();
    const bool weekend = weekday == 0 || weekday == 6;
    const double draw = dice_.unit();
    switch (job.rhythm) {
      case Rhythm::Daily:
        return true;
      case Rhythm::Weekdays:
        return !weekend;
      case Rhythm::Weekly:
        return static_cast<int>(weekday) == job.weekday;
      case Rhythm::MonthEnd: {
        const std::chrono::year_month_day next(date(day + 1));
        return next.day() == std::chrono::day(1);
      }
      case Rhythm::AdHoc:
        return draw < 0.15;
    }
    return false;
  }

  [[nodiscard]] double factor_of(const Job& job, int day) const {
    double product = 1;
    for (const Factor& factor : factors_) {
      if (factor.key != job.key || day < factor.from || day > factor.until) continue;
      const double part = factor.until == factor.from ? 0
                                                      : static_cast<double>(day - factor.from) /
                                                            static_cast<double>(factor.until - factor.from);
      product *= factor.low + (factor.climbs ? part : 0) * (factor.high - factor.low);
    }
    return product;
  }

  void make_day(int day) {
    const unsigned weekday = std::chrono::weekday(date(day)).c_encoding();
    const bool late = style_ != 0 && day == days_ - 1;  // the newest day is still arriving
    for (const Job& job : jobs_) {
      const bool due = runs(job, day);
      const double shape = (weekday == 0 || weekday == 6 ? job.weekend : 1.0) * (weekday == 1 ? job.monday : 1.0);
      const double noise = std::exp(job.noise * dice_.normal());
      if (day < job.from || day >= job.until || !due) continue;
      if (missing_ > 0 && day >= missing_ && day <= std::max(missing_, missing_until_)) continue;
      const double dearer = job.rhythm == Rhythm::AdHoc ? dice_.between(0.6, 1.6) : 1.0;
      const double usd = job.base * shape * noise * dearer * factor_of(job, day) * (1 + job.trend * day / 30.0);
      add_row(job, day, usd, late);
    }
  }

  void add_row(const Job& job, int day, double usd, bool late) {
    const auto sku =
        std::find_if(kSkus.begin(), kSkus.end(), [&](const Sku& each) { return job.key.sku_name == each.name; });
    const bool changed = price_day_ > 0 && day >= price_day_ && sku - kSkus.begin() == price_sku_;
    UsageRow row;
    row.day = date(day);
    row.sku_name = job.key.sku_name;
    row.product = job.product;
    row.run_as = job.key.run_as;
    row.job_id = job.key.job_id;
    row.quantity = usd / sku->price * (late ? 0.2 : 1.0);
    row.usd = row.quantity * sku->price * (changed ? price_factor_ : 1.0);
    row.records = late ? 4 : 24;
    account_.rows.push_back(row);
  }

  Dice dice_;
  int style_;
  int days_ = 0;
  int missing_ = 0;
  int missing_until_ = 0;
  int price_sku_ = -1;
  int price_day_ = 0;
  double price_factor_ = 1;
  std::vector<Job> jobs_;
  std::vector<Factor> factors_;
  MadeAccount account_;
};

}  // namespace

MadeAccount make_account(std::uint64_t seed, int style) {
  return Maker(seed, style).make();
}

}  // namespace lakecode::cost
