// BLEU against values worked out by hand from the definition, and its tokens against the rules of mteval-v13a.
#include "models/training/translation/bleu.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/training/translation/bleu_tokens.h"

namespace skipgrid::models {

namespace {

double bleu(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  BleuScore score;
  for (const auto& [translation, reference] : pairs) score.add(translation, reference);
  return score.score();
}

std::string tokens(const std::string& text) {
  std::string joined;
  for (const std::string& token : bleu_tokens(text)) joined += (joined.empty() ? "" : " ") + token;
  return joined;
}

}  // namespace

TEST_CASE("BLEU is the brevity penalty times the geometric mean of four precisions") {
  // 6 of 6 words, 4 of 5 pairs, 3 of 4 triples, 2 of 3 quadruples; 6 words where 7 were expected.
  CHECK(bleu({{"the cat sat on the mat", "the cat sat on the red mat"}}) ==
        Approx(100.0 * std::exp(1.0 - 7.0 / 6.0) * std::pow(0.8 * 0.75 * 2.0 / 3.0, 0.25)));
  // The other way round nothing is too short: 6 of 7, 4 of 6, 3 of 5, 2 of 4.
  CHECK(bleu({{"the cat sat on the red mat", "the cat sat on the mat"}}) ==
        Approx(100.0 * std::pow(6.0 / 7 * 4 / 6 * 3 / 5 * 2 / 4, 0.25)));
  CHECK(bleu({{"a b c d e", "a b c d e"}}) == Approx(100.0));
}

TEST_CASE("A word of the reference is matched as often as it stands there") {
  // "the" twice of seven; no pair, triple or quadruple, so that these count as 1/2, 1/4 and 1/8.
  CHECK(bleu({{"the the the the the the the", "the cat is on the mat today"}}) ==
        Approx(100.0 * std::pow(2.0 / 7 * 0.5 / 6 * 0.25 / 5 * 0.125 / 4, 0.25)));
}

TEST_CASE("Precisions that would be zero are smoothed one after the other") {
  // 3 of 4 words, 1 of 3 pairs; none of 2 triples and of 1 quadruple: 1/2 of one and 1/4.
  CHECK(bleu({{"a b x c", "a b y c"}}) == Approx(100.0 * std::pow(3.0 / 4 * 1 / 3 * 0.5 / 2 * 0.25 / 1, 0.25)));
}

TEST_CASE("BLEU of a corpus adds up counts, not scores") {
  // 4 + 1 of 8 words, 3 + 0 of 6, 2 + 0 of 4, 1 + 0 of 2; 8 words where 7 were expected.
  CHECK(bleu({{"a b c d", "a b c d"}, {"x y z a", "w a v"}}) ==
        Approx(100.0 * std::pow(5.0 / 8 * 3 / 6 * 2 / 4 * 1 / 2, 0.25)));
}

TEST_CASE("Where nothing is right, or nothing is long enough, BLEU is zero") {
  CHECK(bleu({{"a b c d", "w x y z"}}) == 0.0);
  CHECK(bleu({{"a b c", "a b c"}}) == 0.0);  // no quadruple at all, as sacreBLEU has it for a corpus
  CHECK(bleu({{"", "a b c d"}}) == 0.0);
  CHECK(bleu({}) == 0.0);
  // One sentence of four words is enough for the others.
  CHECK(bleu({{"a b c", "a b c"}, {"d e f g", "d e f g"}}) == Approx(100.0));
}

TEST_CASE("BLEU's tokens are those of mteval-v13a") {
  CHECK(tokens("Hello, world.") == "Hello , world .");
  CHECK(tokens("It's 3.5 km, or 1,000,000 mm (well-known)!") == "It's 3.5 km , or 1,000,000 mm ( well-known ) !");
  CHECK(tokens("2019-2020, a 5-day week; 7.") == "2019 - 2020 , a 5 - day week ; 7 .");
  CHECK(tokens("x.y .5 5. a,b ...") == "x . y . 5 5 . a , b . . .");
  CHECK(tokens("&quot;A&amp;B&quot; &lt;b&gt; <skipped>c") == "\" A & B \" < b > c");
  CHECK(tokens("/usr/bin $HOME 50% a_b a=b {x} ~") == "/ usr / bin $ HOME 50 % a _ b a = b { x } ~");
  CHECK(tokens("Stra\xc3\x9f"
               "e\xe2\x80\x99s Gr\xc3\xb6\xc3\x9f"
               "e.") ==
        "Stra\xc3\x9f"
        "e\xe2\x80\x99s Gr\xc3\xb6\xc3\x9f"
        "e .");
  CHECK(tokens(" a\t b\xc2\xa0"
               "c\xe3\x80\x80"
               "d ") == "a b c d");
  CHECK(tokens("  ").empty());
}

TEST_CASE("The signature says how BLEU was computed") {
  CHECK(bleu_signature() == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp");
}

}  // namespace skipgrid::models
