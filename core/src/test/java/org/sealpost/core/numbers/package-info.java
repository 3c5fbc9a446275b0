/// Tests of the change of number.
@org.jspecify.annotations.NullMarked
package org.sealpost.core.numbers;
