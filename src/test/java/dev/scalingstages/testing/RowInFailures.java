package dev.scalingstages.testing;

import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Puts the row in front of a failure's message. What the CDK's assertions throw becomes an assertion's failure, without
 * the stack trace of the CDK's own process that it brings along.
 */
final class RowInFailures implements TestExecutionExceptionHandler, InvocationInterceptor {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        String rows = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Row.class)
                .map(row -> String.join(", ", row.value()))
                .orElseThrow();
        String message = CdkAssertion.message(failure).orElse(failure.getMessage());
        if (failure instanceof AssertionError || CdkAssertion.message(failure).isPresent()) {
            AssertionError named = new AssertionError(rows + ": " + message, failure);
            named.setStackTrace(failure.getStackTrace());
            throw named;
        }
        failure.addSuppressed(new AssertionError(rows + " could not be checked"));
        throw failure;
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable failure) {
            ExtensionContext factory = context;
            while (factory.getTestMethod().isEmpty()) {
                factory = factory.getParent().orElseThrow();
            }
            handleTestExecutionException(factory, failure);
        }
    }
}
