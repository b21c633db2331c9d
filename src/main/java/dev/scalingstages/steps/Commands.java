package dev.scalingstages.steps;

import java.util.List;

/** Formats commands in Markdown, and holds those that several guides use. */
final class Commands {
    /** The live stack's name, by default. */
    static final String STACK = "scaling-stages";

    private static final String BLOCK = "```sh\n%s\n```\n";

    private Commands() {}

    /** A code block of shell commands. */
    static String block(String commands) {
        return BLOCK.formatted(commands);
    }

    /** A code block of shell commands, indented below a list entry. */
    static String indented(String commands) {
        return BLOCK.formatted(commands).strip().replaceAll("(?m)^(?=.)", "   ");
    }

    /** A numbered list. */
    static String numbered(List<String> steps) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < steps.size(); index++) {
            text.append(index + 1).append(". ").append(steps.get(index)).append('\n');
        }
        return text.toString();
    }

    /** The command that sets the stack policy of a stage. */
    static String guard(int stage) {
        return "./review policy %d >stack-policy.json\n".formatted(stage)
                + "aws cloudformation set-stack-policy --stack-name %s \\\n".formatted(STACK)
                + "  --stack-policy-body file://stack-policy.json";
    }

    /** The command that records the physical id of each resource. */
    static String physicalIds(String file) {
        return "aws cloudformation list-stack-resources --stack-name %s --output text \\\n".formatted(STACK)
                + "  --query 'StackResourceSummaries[].[LogicalResourceId,PhysicalResourceId]' | sort >" + file;
    }

    /**
     * The command that tries the system as a user would; the servers of stages 1 and 2 have self-signed certificates.
     */
    static String smoke(int stage, String options) {
        String insecure = stage <= 2 ? " --insecure" : "";
        return """
                url=$(aws cloudformation describe-stacks --stack-name %s --output text \\
                  --query 'Stacks[0].Outputs[?OutputKey==`Url`].OutputValue')
                ./smoke "$url"%s %s""".formatted(STACK, insecure, options).stripTrailing();
    }
}
