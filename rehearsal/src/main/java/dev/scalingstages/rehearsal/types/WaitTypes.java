package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Wait conditions: a stack goes on when a server has put its answer to the handle's address. */
public final class WaitTypes {
    /** For how long S3 takes an answer at a handle's address (CloudFormation user guide: twelve hours). */
    private static final Duration VALID = Duration.ofHours(12);

    private final Signals signals;
    private final Durations durations;
    private final SignedAnswers answers;
    private final Account account;
    private final Ids ids;

    public WaitTypes(Signals signals, Durations durations, SignedAnswers answers, Account account, Ids ids) {
        this.signals = signals;
        this.durations = durations;
        this.answers = answers;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::CloudFormation::WaitConditionHandle", new Handle(),
                "AWS::CloudFormation::WaitCondition", new Condition());
    }

    private final class Handle extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String key = account.stackId() + "/" + ids.suffix() + "/" + declaration.logicalId();
            String address = answers.address(key, VALID, answer -> signals.send(key, signal(answer)))
                    .toString();
            return Created.named(address);
        }

        private static Signals.Signal signal(JsonNode answer) {
            return new Signals.Signal(
                    answer.path("UniqueId").asText(),
                    answer.path("Status").asText().equals("SUCCESS"),
                    answer.path("Reason").asText());
        }
    }

    private final class Condition extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, InterruptedException {
            Duration limit = Duration.ofSeconds(declaration.property("Timeout").asLong());
            int count = declaration.property("Count").asInt(1);
            signals.await(key(declaration.text("Handle")), Set.of(), count, durations.scaled(limit));
            return new Created(ids.next("wait"), Map.of("Data", "{}"));
        }

        /** The path of a handle's address. */
        private static String key(String handle) {
            return java.net.URI.create(handle).getPath().substring(1);
        }
    }
}
