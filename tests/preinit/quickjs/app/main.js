// A small search engine. Its index and the answers to all queries are made when the script is evaluated.
"use strict";

const SYLLABLES = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "fen", "gal", "hir", "jod", "pyx"];
const ENDINGS = [/gal$/, /(?:ra|ti)$/, /^(?<head>ba|ke).*(?<tail>fen|gal)$/u, /([aeiou])\w\1/];

// xorshift32: the same text each time.
let state = 2463534242;
function next(bound) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % bound;
}

function word() {
  let text = "";
  for (let count = 2 + next(3); count > 0; count--) text += SYLLABLES[next(SYLLABLES.length)];
  return text;
}

class Index {
  #documents = [];
  #postings = new Map();

  add(title, words) {
    const number = this.#documents.push({ title, length: words.length }) - 1;
    for (const word of words) {
      let posting = this.#postings.get(word);
      if (!posting) this.#postings.set(word, (posting = new Map()));
      posting.set(number, (posting.get(number) ?? 0) + 1);
    }
  }

  find(word) {
    const posting = this.#postings.get(word) ?? new Map();
    const weight = Math.log(this.#documents.length / (1 + posting.size));
    const hits = [...posting].map(([number, count]) => {
      const { title, length } = this.#documents[number];
      return { title, score: (count * weight) / length };
    });
    return hits.sort((one, other) => other.score - one.score || (one.title < other.title ? -1 : 1));
  }

  get words() {
    return [...this.#postings.keys()].sort();
  }
}

const vocabulary = Array.from({ length: 600 }, word);
const index = new Index();
for (let number = 0; number < 250; number++) {
  index.add(`document ${number}`, Array.from({ length: 40 }, () => vocabulary[next(vocabulary.length)]));
}
const families = ENDINGS.map((ending) => index.words.filter((word) => ending.test(word)).length);
const answers = new Map(index.words.map((word) => {
  const hits = index.find(word).slice(0, 3).map(({ title, score }) => `${title} (${score.toFixed(4)})`);
  return [word, `${word}: ${hits.join(", ")}; families ${families.join(" ")}`];
}));

function main(query = vocabulary[0]) {
  return answers.get(query) ?? `${query}: nothing`;
}
