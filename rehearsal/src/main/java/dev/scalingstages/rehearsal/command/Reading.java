package dev.scalingstages.rehearsal.command;

import dev.scalingstages.rehearsal.acts.Loss;
import dev.scalingstages.rehearsal.acts.Request;
import dev.scalingstages.rehearsal.acts.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Makes a request of what a user typed, and collects what is wrong with it. */
final class Reading {
    private static final int MOST_SERVERS = 10;
    private static final int MOST_PEOPLE = 200;
    private static final int MOST_SCALE = 100;
    private static final int MOST_TIMES = 10_000;
    private static final int LAST_STAGE = 6;
    private static final int USUAL_PEOPLE = 4;
    private static final int USUAL_SCALE = 10;

    private final Path project;
    private final Path caller;
    private final List<String> mistakes;

    /**
     * @param mistakes that are known already
     */
    Reading(Path project, Path caller, List<String> mistakes) {
        this.project = project;
        this.caller = caller;
        this.mistakes = new ArrayList<>(mistakes);
    }

    /** What a user typed. */
    record Words(
            List<String> subjects,
            boolean isAll,
            boolean isFailing,
            Optional<String> sample,
            Optional<String> loss,
            Optional<String> servers,
            Optional<String> scale,
            Optional<String> shuffles,
            Optional<String> seed,
            Optional<String> people,
            Optional<String> report,
            boolean isJson) {}

    Request request(Words words) {
        List<Subject> subjects = subjects(words);
        if (words.isFailing() && subjects.size() < 2) {
            mistakes.add("--fail makes a step fail, so two stages are to be named, such as 3 4.");
        }
        if (words.sample().isPresent() && !words.isFailing()) {
            mistakes.add("--sample chooses of what --fail would do, which is not asked for.");
        }
        Request request = new Request(
                subjects,
                words.isFailing(),
                words.sample()
                        .map(count -> OptionalInt.of(number("--sample", count, 1, MOST_TIMES)))
                        .orElse(OptionalInt.empty()),
                words.loss().flatMap(this::loss),
                number("--servers", words.servers(), 1, MOST_SERVERS, 1),
                number("--scale", words.scale(), 1, MOST_SCALE, USUAL_SCALE),
                number("--shuffle", words.shuffles(), 1, MOST_TIMES, 0),
                seed(words.seed()),
                number("--people", words.people(), 0, MOST_PEOPLE, USUAL_PEOPLE),
                words.isJson(),
                words.report().map(caller::resolve).orElse(project.resolve("target/rehearsal/report")));
        if (request.people() == 0 && request.loss().isPresent()) {
            mistakes.add("--lose looks whether people are served again, so --people 0 does not go with it.");
        }
        if (!mistakes.isEmpty()) {
            throw new MistakesException(mistakes);
        }
        return request;
    }

    private List<Subject> subjects(Words words) {
        if (words.isAll()) {
            if (!words.subjects().isEmpty()) {
                mistakes.add("--all names all stages, so none is to be named beside it.");
            }
            return IntStream.rangeClosed(1, LAST_STAGE).mapToObj(this::stage).toList();
        }
        if (words.subjects().isEmpty() && mistakes.isEmpty()) {
            mistakes.add("a stage from 1 to 6 is to be named, or several for a growth.");
        }
        List<Subject> subjects = new ArrayList<>();
        for (String word : words.subjects()) {
            if (word.matches("[1-6]")) {
                subjects.add(stage(Integer.parseInt(word)));
            } else {
                subjects.add(file(word));
            }
        }
        return subjects;
    }

    private Subject stage(int number) {
        return new Subject("stage " + number, Stages.template(project, number));
    }

    private Subject file(String word) {
        Path file = caller.resolve(word);
        if (!Files.isRegularFile(file)) {
            mistakes.add("%s is neither a stage from 1 to 6 nor a template's file.".formatted(word));
        } else {
            Path assets = file.resolveSibling(
                    file.getFileName().toString().replaceFirst("\\.template\\.json$", "") + ".assets.json");
            if (!Files.exists(assets)) {
                mistakes.add("%s has no %s beside it, which says what a deploy publishes; ./cdk synth writes both."
                        .formatted(word, assets.getFileName()));
            }
        }
        return new Subject(word, file);
    }

    private Optional<Loss> loss(String word) {
        Optional<Loss> loss = Loss.parse(word);
        if (loss.isEmpty()) {
            mistakes.add("--lose %s: what can be lost is %s.".formatted(word, Loss.FORMS));
        }
        return loss;
    }

    private OptionalLong seed(Optional<String> word) {
        if (word.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!word.get().matches("\\d{1,9}")) {
            mistakes.add("--seed %s: a whole number of at most nine digits is needed.".formatted(word.get()));
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(word.get()));
    }

    private int number(String option, Optional<String> word, int least, int most, int usual) {
        return word.map(text -> number(option, text, least, most)).orElse(usual);
    }

    private int number(String option, String word, int least, int most) {
        if (word.matches("\\d{1,6}")) {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        }
        mistakes.add("%s %s: a whole number from %d to %d is needed.".formatted(option, word, least, most));
        return least;
    }
}
