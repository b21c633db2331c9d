package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.services.CloudFormation;
import dev.scalingstages.rehearsal.types.Account;
import dev.scalingstages.rehearsal.types.Signals;

/** What CloudFormation's API knows of the one stack of a play. */
record StackSignals(Account account, Signals signals) implements CloudFormation.Stacks {
    @Override
    public String arn(String nameOrArn) {
        return isOurs(nameOrArn) ? account.stackId() : "arn:aws:cloudformation:::stack/" + nameOrArn;
    }

    private boolean isOurs(String nameOrArn) {
        return nameOrArn.equals(account.stackName()) || nameOrArn.equals(account.stackId());
    }

    @Override
    public void signal(String nameOrArn, String logicalId, String uniqueId, boolean success) throws ApiException {
        if (!isOurs(nameOrArn)) {
            throw new ApiException("ValidationError", "Stack " + nameOrArn + " does not exist");
        }
        signals.send(
                logicalId,
                new Signals.Signal(uniqueId, success, success ? "" : "the server says that its boot failed"));
    }

    @Override
    public String physicalId(String nameOrArn, String logicalId) throws ApiException {
        throw new ApiException("ValidationError", "The rehearsal does not describe resources of a stack");
    }
}
