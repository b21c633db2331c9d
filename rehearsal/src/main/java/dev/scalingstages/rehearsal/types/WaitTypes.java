package dev.scalingstages.rehearsal.types;

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
    private final Signals signals;
    private final Durations durations;
    private final Ids ids;
    private final String region;

    public WaitTypes(Signals signals, Durations durations, Ids ids, String region) {
        this.signals = signals;
        this.durations = durations;
        this.ids = ids;
        this.region = region;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::CloudFormation::WaitConditionHandle", new Handle(),
                "AWS::CloudFormation::WaitCondition", new Condition());
    }

    /** Its address is a presigned one of S3; the part before the query names it. */
    private final class Handle extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            return Created.named("https://cloudformation-waitcondition-%s.s3.amazonaws.com/%s?handle=%s"
                    .formatted(region, declaration.logicalId(), ids.suffix()));
        }
    }

    private final class Condition extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, InterruptedException {
            Duration limit = Duration.ofSeconds(declaration.property("Timeout").asLong());
            int count = declaration.property("Count").asInt(1);
            signals.await(declaration.text("Handle"), Set.of(), count, durations.scaled(limit));
            return new Created(ids.next("wait"), Map.of("Data", "{}"));
        }
    }
}
