// Every change to a finished pack is found, and named where it is.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <map>

#include "base/crypto.h"
#include "base/files.h"
#include "base/text.h"
#include "evidence/pack_fixture.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

std::string load(const fs::path& file) {
  return files::read(file).value_or("unreadable");
}
void store(const fs::path& file, const std::string& text) {
  ASSERT_TRUE(files::write_atomic(file, text));
}

std::vector<std::string> files_of(const fs::path& pack) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(pack)) {
    if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(pack).string());
  }
  return names;
}

/// A whole pack, and a way to put it back after each change.
class Tamper : public ::testing::Test {
 protected:
  void SetUp() override {
    pack_ = shop_.make_pack();
    ASSERT_FALSE(pack_.empty());
    ASSERT_EQ(shop_.outcome(pack_), VerifyOutcome::Verified) << shop_.first_problem(pack_);
    for (const auto& name : files_of(pack_)) whole_[name] = load(pack_ / name);
  }

  void restore() {
    for (const auto& [name, text] : whole_) store(pack_ / name, text);
  }

  void expect_tampered(const std::string& what) {
    EXPECT_EQ(shop_.outcome(pack_), VerifyOutcome::Tampered) << what << ": " << shop_.first_problem(pack_);
  }

  std::vector<std::string> event_lines() {
    std::vector<std::string> lines;
    for (const auto line : text::lines(whole_["events.jsonl"])) lines.emplace_back(line);
    return lines;
  }

  void store_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    store(pack_ / "events.jsonl", text);
  }

  Workshop shop_;
  fs::path pack_;
  std::map<std::string, std::string> whole_;
};

TEST_F(Tamper, EveryByteOfEveryFileCounts) {
  std::size_t flips = 0;
  for (const auto& [name, text] : whole_) {
    ASSERT_FALSE(text.empty());
    // Written in place, byte by byte: replacing whole files thousands of times would wait for the disk.
    std::fstream file(pack_ / name, std::ios::in | std::ios::out | std::ios::binary);
    const auto put = [&](std::size_t at, char c) { file.seekp(static_cast<std::streamoff>(at)).put(c).flush(); };
    for (std::size_t i = 0; i < text.size(); ++i, ++flips) {
      put(i, static_cast<char>(text[i] ^ (1 << (i % 7))));
      ASSERT_EQ(shop_.outcome(pack_), VerifyOutcome::Tampered)
          << name << " byte " << i << ": " << shop_.first_problem(pack_);
      put(i, text[i]);
    }
  }
  EXPECT_GT(flips, 3000U);
  EXPECT_EQ(shop_.outcome(pack_), VerifyOutcome::Verified);
}

TEST_F(Tamper, EveryCutOfTheEventsIsFound) {
  const fs::path events = pack_ / "events.jsonl";
  for (std::size_t size = whole_["events.jsonl"].size(); size-- > 0;) {
    ASSERT_EQ(::truncate(events.c_str(), static_cast<off_t>(size)), 0);
    ASSERT_EQ(shop_.outcome(pack_), VerifyOutcome::Tampered) << size;
  }
}

TEST_F(Tamper, RecordsCannotBeDeletedInsertedDoubledOrSwapped) {
  const auto lines = event_lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto fewer = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    store_lines(fewer);
    expect_tampered("deleted " + std::to_string(i));
    auto doubled = lines;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    store_lines(doubled);
    expect_tampered("doubled " + std::to_string(i));
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      auto swapped = lines;
      std::swap(swapped[i], swapped[j]);
      store_lines(swapped);
      expect_tampered("swapped");
      swapped = lines;
      swapped[i] = lines[j];
      store_lines(swapped);
      expect_tampered("replaced");
    }
  }
}

TEST_F(Tamper, TheChangedRecordIsNamed) {
  auto lines = event_lines();
  lines[1] = text::replace_all(lines[1], "08:15:00", "08:15:01");
  store_lines(lines);
  EXPECT_EQ(shop_.first_problem(pack_).substr(0, 15), "events.jsonl:1:");
  lines = event_lines();
  lines.erase(lines.begin() + 2);
  store_lines(lines);
  EXPECT_EQ(shop_.first_problem(pack_), "events.jsonl:2: its sequence number is not 2");
}

TEST_F(Tamper, OtherFormsOfTheSameJsonAreOtherBytes) {
  const std::map<std::string, std::function<std::string(const std::string&)>> changes = {
      {"CRLF", [](const std::string& t) { return text::replace_all(t, "\n", "\r\n"); }},
      {"blank before the line end", [](const std::string& t) { return text::replace_all(t, "\n", " \n"); }},
      {"byte order mark", [](const std::string& t) { return "\xEF\xBB\xBF" + t; }},
      {"no final newline", [](const std::string& t) { return t.substr(0, t.size() - 1); }},
      {"one more newline", [](const std::string& t) { return t + "\n"; }},
      {"escaped letters", [](const std::string& t) { return text::replace_all(t, "debug_job", "\\u0064ebug_job"); }},
      {"other white space", [](const std::string& t) { return text::replace_all(t, ":", ": "); }},
      {"doubled key", [](const std::string& t) { return text::replace_all(t, "{\"run\"", "{\"x\":1,\"run\""); }},
      {"appended text", [](const std::string& t) { return t + "more"; }},
      {"nothing", [](const std::string&) { return std::string(); }}};
  for (const std::string name : {"events.jsonl", "manifest.json", "result.json"}) {
    for (const auto& [what, change] : changes) {
      const std::string changed = change(whole_[name]);
      if (changed == whole_[name]) continue;
      store(pack_ / name, changed);
      expect_tampered(name + " " + what);
      store(pack_ / name, whole_[name]);
    }
  }
}

TEST_F(Tamper, RecordsBehindTheClosingOneAreFound) {
  auto lines = event_lines();
  lines.push_back(text::replace_all(lines[1], "\"seq\":1", "\"seq\":4"));
  store_lines(lines);
  expect_tampered("appended");
}

TEST_F(Tamper, MissingAndExtraFilesAndLinksAreFound) {
  for (const auto& [name, text] : whole_) {
    ASSERT_TRUE(fs::remove(pack_ / name));
    expect_tampered("removed " + name);
    restore();
  }
  const std::string blob = "blobs/" + crypto::sha256_hex("x");
  for (const std::string& name : {std::string("notes.txt"), std::string(".hidden"), blob}) {
    store(pack_ / name, "x");
    expect_tampered("extra " + name);
    fs::remove(pack_ / name);
  }
  fs::create_symlink("/etc/passwd", pack_ / "link");
  expect_tampered("link");
  fs::remove(pack_ / "link");
  fs::create_directory(pack_ / "folder");
  expect_tampered("folder");
  fs::remove(pack_ / "folder");
  fs::create_hard_link(pack_ / "report.md", shop_.folder / "second-name");
  expect_tampered("hard link");
  fs::remove(shop_.folder / "second-name");
  ASSERT_EQ(::mkfifo((pack_ / "fifo").c_str(), 0600), 0);
  expect_tampered("fifo");
  fs::remove(pack_ / "fifo");
  fs::rename(pack_ / "report.md", shop_.folder / "report.md");
  fs::create_symlink(shop_.folder / "report.md", pack_ / "report.md");
  expect_tampered("file behind a link");
}

TEST_F(Tamper, ASparseGiantIsNotRead) {
  ASSERT_EQ(::truncate((pack_ / "report.md").c_str(), off_t{1} << 40), 0);
  expect_tampered("sparse");
}

TEST_F(Tamper, PartsOfAnotherPackDoNotFit) {
  const fs::path other = shop_.make_pack("b");
  for (const std::string name : {"events.jsonl", "manifest.json", "result.json", "report.md"}) {
    store(pack_ / name, load(other / name));
    expect_tampered("from another pack: " + name);
    restore();
  }
  // All of it: a whole pack under another's name.
  fs::remove_all(pack_);
  fs::copy(other, pack_, fs::copy_options::recursive);
  expect_tampered("copied over");
}

TEST_F(Tamper, ARenamedPackIsFound) {
  fs::path renamed = pack_;
  renamed.replace_filename(text::replace_all(pack_.filename().string(), "debug_job", "prove_table"));
  fs::rename(pack_, renamed);
  EXPECT_EQ(shop_.outcome(renamed), VerifyOutcome::Tampered);
  EXPECT_EQ(shop_.outcome(pack_), VerifyOutcome::Tampered) << "the ledger still expects the old name";
}

TEST_F(Tamper, AnEarlierStateCannotBePutBack) {
  // As if the pack had never been closed: valid in itself, but the ledger knows better.
  auto lines = event_lines();
  lines.pop_back();
  store_lines(lines);
  for (const std::string name : {"manifest.json", "result.json", "report.md"}) fs::remove(pack_ / name);
  expect_tampered("rolled back");
}

TEST_F(Tamper, AForeignSignatureDoesNotHelp) {
  Workshop stranger;
  stranger.random = SeededRandom(99);
  const fs::path forged = stranger.make_pack();
  store(pack_ / "manifest.json", load(forged / "manifest.json"));
  expect_tampered("foreign signature");
  // A complete pack of a stranger is nothing we can vouch for.
  EXPECT_EQ(shop_.outcome(forged), VerifyOutcome::Unverifiable);
  EXPECT_EQ(stranger.outcome(forged), VerifyOutcome::Verified);
  // Put into our runs folder it is worse: our ledger does not know it.
  fs::copy(forged, shop_.settings.runs_folder / forged.filename(), fs::copy_options::recursive);
  EXPECT_EQ(shop_.outcome(shop_.settings.runs_folder / forged.filename()), VerifyOutcome::Tampered);
}

TEST_F(Tamper, WithoutItsKeyAPackIsUnverifiable) {
  fs::remove_all(shop_.settings.keys_folder);
  EXPECT_EQ(shop_.outcome(pack_), VerifyOutcome::Unverifiable);
}

TEST_F(Tamper, ACopyElsewhereIsHeldAgainstTheLedgerToo) {
  const fs::path copy = shop_.folder / "elsewhere" / pack_.filename().string();
  fs::create_directories(copy.parent_path());
  fs::copy(pack_, copy, fs::copy_options::recursive);
  EXPECT_EQ(shop_.outcome(copy), VerifyOutcome::Verified);
  fs::remove(copy / "manifest.json");
  EXPECT_EQ(shop_.outcome(copy), VerifyOutcome::Tampered);
}

TEST_F(Tamper, LinesOfTheLedgerCannotBeForged) {
  const fs::path ledger = shop_.settings.runs_folder / "ledger.jsonl";
  const std::string text = load(ledger);
  ASSERT_EQ(text::lines(text).size(), 2U);
  store(ledger, text::replace_all(text, "\"status\":\"ok\"", "\"status\":\"no\""));
  expect_tampered("status in the ledger");
  store(ledger, "");
  expect_tampered("emptied ledger");
  fs::remove(ledger);
  expect_tampered("removed ledger");
  // Without the line that tells of the end, the pack is at most interrupted, never verified.
  store(ledger, std::string(text::lines(text)[0]) + "\n");
  EXPECT_EQ(shop_.outcome(pack_), VerifyOutcome::Interrupted);
}

}  // namespace
}  // namespace lakecode::evidence
