package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.security.Suppressions.Accepted;
import dev.scalingstages.versions.PinnedVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.CfnFunction.CodeProperty;
import software.amazon.awscdk.services.lambda.CfnFunction.EnvironmentProperty;
import software.amazon.awscdk.services.lambda.CfnFunction.LoggingConfigProperty;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * A Lambda function whose code is a directory under {@code src/main/resources/functions}. All functions ship in one
 * archive, so that they can share code.
 */
public final class NodeFunction extends Construct {
    private static final String DIRECTORY = "functions";

    /** The directory of the canary's script, which the template contains inline. */
    private static final String PROBE = "probe";

    private static final int MEMORY_MIB = 256;

    private final ServiceRole role;
    private final String arn;
    private final WatchedFunction watched;

    /**
     * @param directory the directory's name, such as {@code replica-targets}
     * @param description what the function is for
     * @param timeoutSeconds how long one run may take
     * @param environment its environment variables
     * @param permissions what it may do besides writing its log
     * @param broken how many failures in five minutes mean that it is broken
     */
    public record Props(
            String directory,
            String description,
            int timeoutSeconds,
            Map<String, String> environment,
            List<Statement> permissions,
            int broken) {
        public Props {
            Objects.requireNonNull(directory, "directory");
        }
    }

    public NodeFunction(Construct scope, String id, PartContext context, Props props) {
        super(scope, id);
        CfnLogGroup logGroup = LogGroups.create(this, "LogGroup", context.operationsKey());
        role = new ServiceRole(
                this,
                "Role",
                new ServiceRole.Props("lambda.amazonaws.com", props.description()),
                permissions(props, logGroup));
        FolderAsset code = new FolderAsset(this, "Code", DIRECTORY, List.of(PROBE));
        CfnFunction function = CfnFunction.Builder.create(this, "Resource")
                .runtime(PinnedVersion.FUNCTION_RUNTIME.value())
                .code(CodeProperty.builder()
                        .s3Bucket(code.bucket())
                        .s3Key(code.objectKey())
                        .build())
                .handler(props.directory() + "/index.handler")
                .description(props.description())
                .memorySize(MEMORY_MIB)
                .timeout(props.timeoutSeconds())
                .environment(EnvironmentProperty.builder()
                        .variables(props.environment())
                        .build())
                .kmsKeyArn(context.operationsKey().arn())
                .loggingConfig(LoggingConfigProperty.builder()
                        .logGroup(logGroup.getRef())
                        .build())
                .role(role.arn())
                .build();
        role.policies().forEach(function::addResourceDependency);
        arn = function.getAttrArn();
        watched = new WatchedFunction(
                function.getRef(),
                props.broken(),
                props.description() + ": read the log group " + logGroup.getRef() + ".");
        acceptFindings(function);
    }

    /** The function's ARN. */
    public String arn() {
        return arn;
    }

    /** The function as {@link FunctionAlarms} watch it. */
    public WatchedFunction watched() {
        return watched;
    }

    /** Accepts that a permission of the function is wider than one resource. */
    public void accept(String finding, String reason) {
        role.policies().forEach(policy -> Suppressions.accept(policy, "AwsSolutions-IAM5[" + finding + "]", reason));
    }

    private static List<Statement> permissions(Props props, CfnLogGroup logGroup) {
        return Stream.concat(
                        Stream.of(Statement.allow(
                                List.of("logs:CreateLogStream", "logs:PutLogEvents"), List.of(logGroup.getAttrArn()))),
                        props.permissions().stream())
                .toList();
    }

    private static void acceptFindings(CfnFunction function) {
        Suppressions.accept(
                function,
                new Accepted(
                        "NIST.800.53.R5-LambdaInsideVPC",
                        "The function calls AWS APIs only and opens no connection into the VPC; inside it would need"
                                + " more endpoints, and would reach more."),
                new Accepted(
                        "NIST.800.53.R5-LambdaConcurrency",
                        "A schedule or a deploy starts it, two runs at a time at most; a reservation would take from the"
                                + " account's pool."),
                new Accepted(
                        "NIST.800.53.R5-LambdaDLQ",
                        "A failed run is repeated by its caller and raises an alarm; the event carries nothing to keep."));
    }
}
