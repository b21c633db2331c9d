package dev.scalingstages.rehearsal.stack;

/**
 * What one operation on a stack is made with.
 *
 * @param order which of the permitted orders
 * @param operations single operations on resources
 * @param accepted the resources that are not played
 */
record Setup(Surroundings surroundings, Order order, Operations operations, Accepted accepted) {
    Listener listener() {
        return surroundings.listener();
    }

    Replacement replacement() {
        return surroundings.replacement();
    }

    /** A resource, with its functions evaluated by the resources that exist. */
    Declaration declare(Blueprint blueprint, String logicalId, StackState state) throws FailureException {
        return blueprint.declare(logicalId, (id, name) -> attribute(state, id, name));
    }

    /** What {@code Ref} (an empty name) or {@code Fn::GetAtt} gives of a resource. */
    String attribute(StackState state, String logicalId, String name) throws FailureException {
        StackState.Entry entry = state.resource(logicalId)
                .orElseThrow(() -> new FailureException(
                        "Template error: instance of Fn::GetAtt references undefined resource " + logicalId));
        if (name.isEmpty()) {
            return entry.created().physicalId();
        }
        String value = entry.created().attributes().get(name);
        if (value != null) {
            return value;
        }
        String type = entry.declaration().type();
        if (surroundings.types().isOnlyAccepted(type)) {
            return accepted.attribute(entry, name);
        }
        if (Types.isCustom(type)) {
            throw new FailureException(
                    "CustomResource attribute error: Vendor response doesn't contain %s attribute".formatted(name));
        }
        throw new FailureException("Template error: resource %s does not support attribute type %s in Fn::GetAtt"
                .formatted(logicalId, name));
    }

    /** What to say when an operation on a resource is complete. */
    String remark(Declaration declaration) {
        return surroundings.types().isOnlyAccepted(declaration.type()) ? "accepted, not played" : "";
    }
}
